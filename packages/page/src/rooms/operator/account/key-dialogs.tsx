// Keys that support issues for an account, and those that it ends.
import { useGateway } from '../../../data/gateway.tsx';
import type { KeyPreset } from '../../../gql/graphql.ts';
import { inWords } from '../../../look/badge.tsx';
import { SecretOf } from '../../keys/secret.tsx';
import { ActDialog, type ActField } from '../act.tsx';
import type { AccountDialogProps } from './account.ts';
import { ISSUE_KEY, REVOKE_KEY } from './action-documents.ts';

const PRESETS: readonly KeyPreset[] = ['GENERATE_ONLY', 'READ_ONLY', 'MONITOR_ONLY', 'FULL_ACCESS'];
const FIELDS: readonly ActField[] = [
  { name: 'name', label: 'Name' },
  {
    name: 'preset',
    label: 'What it may do',
    initial: 'GENERATE_ONLY',
    options: PRESETS.map((id) => ({ id, label: inWords(id) })),
  },
];

export function IssueKeyDialog({ account, onClose }: AccountDialogProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title={`Issue a key for ${account.name}`}
      fields={FIELDS}
      submitLabel="Issue"
      onClose={onClose}
      act={async ({ reason, valueOf }) => {
        const preset = PRESETS.find((known) => known === valueOf('preset')) ?? 'GENERATE_ONLY';
        const input = { accountId: account.id, name: valueOf('name'), preset, reason };
        const { createApiKey } = await gateway.request(ISSUE_KEY, { input });
        const { secret, apiKey, userErrors } = createApiKey;
        const hasSecret = secret !== null;
        return {
          userErrors,
          hasSecret,
          done: secret === null ? null : <SecretOf secret={secret} what={apiKey?.name ?? 'it'} />,
        };
      }}
    >
      Its secret is shown once, to you: hand it over where only they can read it.
    </ActDialog>
  );
}

const WHICH: ActField = {
  name: 'descendants',
  label: 'Which',
  initial: 'ALL',
  options: [
    { id: 'ALL', label: 'This key and those that were made with it' },
    { id: 'ONE', label: 'This key alone' },
  ],
};

export interface RevokeKeyProps {
  readonly accountId: string;
  readonly apiKey: { readonly id: string; readonly name: string; readonly prefix: string };
  onClose(): void;
}

export function RevokeKeyDialog({ accountId, apiKey: { id, name, prefix }, onClose }: RevokeKeyProps) {
  const gateway = useGateway();
  return (
    <ActDialog
      title={`Revoke ${name}?`}
      fields={[WHICH]}
      submitLabel="Revoke"
      isDangerous
      onClose={onClose}
      act={async ({ reason, valueOf }) => {
        const input = { accountId, id, descendants: valueOf('descendants') === 'ALL', reason };
        const { revokeApiKey } = await gateway.request(REVOKE_KEY, { input });
        const { revoked, descendantsLeft, userErrors } = revokeApiKey;
        return { userErrors, done: `Revoked: ${revoked}. Still working, made with it: ${descendantsLeft}.` };
      }}
    >
      Requests with <code>{prefix}…</code> are refused from then on. What runs already goes on. There is no way back.
    </ActDialog>
  );
}
