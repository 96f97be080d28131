// Ends a key, and with it those that it made, if that is wanted. There is no way back.
import { useState } from 'react';
import { useTell } from '../../data/ask.ts';
import { refusalsOf } from '../../data/refusals.ts';
import { Refusals } from '../../data/states.tsx';
import { Button } from '../../look/button.tsx';
import { Dialog } from '../../look/dialog.tsx';
import { Checkbox } from '../../look/fields.tsx';
import { REVOKE_KEY } from './documents.ts';

export interface RevokeDialogProps {
  readonly apiKey: { readonly id: string; readonly name: string; readonly prefix: string };
  readonly isOpen: boolean;
  onClose(): void;
}

export function RevokeDialog({ apiKey: { id, name, prefix }, isOpen, onClose }: RevokeDialogProps) {
  const [descendants, setDescendants] = useState(true);
  const revoke = useTell(REVOKE_KEY);
  const submit = async (): Promise<void> => {
    const answer = await revoke.tell({ input: { id, descendants } });
    if (answer?.revokeApiKey.userErrors.length === 0) onClose();
  };
  return (
    <Dialog title={`Revoke ${name}?`} isOpen={isOpen} onClose={onClose}>
      <p>
        Requests with <code>{prefix}…</code> are refused from now on. What runs already goes on. There is no way back.
      </p>
      <Checkbox isSelected={descendants} onChange={setDescendants}>
        The keys that were made with it, too
      </Checkbox>
      <Refusals errors={refusalsOf(revoke.error, revoke.data?.revokeApiKey.userErrors)} />
      <div className="row">
        <Button variant="danger" isPending={revoke.isPending} onPress={() => void submit()}>
          Revoke
        </Button>
        <Button onPress={onClose}>Keep it</Button>
      </div>
    </Dialog>
  );
}
