// Subscriptions to the same thing in the same words get the same answer: an event is executed and written as JSON once for
// all of them (decision 16).
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  print,
  TypeInfo,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Viewer } from '../../../callers/index.ts';
import type { GraphqlContext } from '../context.ts';

export interface SharedSubscription {
  /** An event as the payload of a `next` message: JSON. At once when nothing has to be looked up. */
  write(event: object): string | Promise<string>;
  /** Once for each that has joined. */
  leave(): void;
}

export interface SharedSubscriptions {
  join(args: ExecutionArgs): SharedSubscription;
}

export interface SharedSubscriptionOptions {
  /** What an event may look up, made anew for each: the viewer is what all of its followers share. */
  readonly newContext: (viewer: Viewer) => GraphqlContext;
  /** Masks errors. */
  readonly format: (result: ExecutionResult, requestId: string) => FormattedExecutionResult;
}

export function createSharedSubscriptions(options: SharedSubscriptionOptions): SharedSubscriptions {
  const subscriptions = new Map<string, Shared>();
  return {
    join: (args) => {
      const { viewer } = args.contextValue as GraphqlContext;
      const name = nameOf(args, viewer);
      const subscription = subscriptions.get(name) ?? {
        name,
        write: createWriter(args, shared(viewer, dependsOnKey(args)), options),
        members: 0,
      };
      subscriptions.set(name, subscription);
      subscription.members += 1;
      return membershipOf(subscription, subscriptions);
    },
  };
}

interface Shared {
  readonly name: string;
  readonly write: SharedSubscription['write'];
  members: number;
}

/** Held by each socket: not with its own copy of the name, nor with what it asked. */
function membershipOf(subscription: Shared, subscriptions: Map<string, Shared>): SharedSubscription {
  let hasLeft = false;
  return {
    write: subscription.write,
    leave: () => {
      if (hasLeft) return;
      hasLeft = true;
      subscription.members -= 1;
      if (subscription.members === 0) subscriptions.delete(subscription.name);
    },
  };
}

/** By event, as long as anybody holds it: rooms give the same object to all who follow the same change. */
function createWriter(
  args: ExecutionArgs,
  viewer: Viewer,
  { newContext, format }: SharedSubscriptionOptions,
): SharedSubscription['write'] {
  const texts = new WeakMap<object, string | Promise<string>>();
  const execution = (event: object): string | Promise<string> => {
    const contextValue = newContext(viewer);
    const toText = (result: ExecutionResult): string => JSON.stringify(format(result, contextValue.requestId));
    const result = execute({ ...args, rootValue: event, contextValue });
    return result instanceof Promise ? result.then(toText) : toText(result);
  };
  return (event) => {
    const known = texts.get(event);
    if (known !== undefined) return known;
    const text = execution(event);
    texts.set(event, text);
    return text;
  };
}

/** Everything on which an answer can depend, beside the event. */
function nameOf(args: ExecutionArgs, { account, plan, key }: Viewer): string {
  const { document, operationName, variableValues } = args;
  const variables = Object.entries(variableValues ?? {}).filter(([name]) => variablesOfEvents(args).has(name));
  const asked = [document.loc?.source.body ?? print(document), operationName, variables];
  const ofKey = dependsOnKey(args) ? [key.id, key.clientToken?.endUser, account.status, account.limitsEndUsers] : [];
  return JSON.stringify([...asked, account.id, plan.id, key.scopes, ...ofKey]);
}

const knownToDepend = new WeakMap<OperationDefinitionNode, boolean>();

/** Whether a field is selected that answers for the asking key (`DependsOnKey`): other keys then have their own answer. */
function dependsOnKey({ schema, document, operationName }: ExecutionArgs): boolean {
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) return false;
  const known = knownToDepend.get(operation);
  if (known !== undefined) return known;
  let depends = false;
  const typeInfo = new TypeInfo(schema);
  const Field = (): void => {
    depends ||= typeInfo.getFieldDef()?.extensions['dependsOnKey'] === true;
  };
  visit(document, visitWithTypeInfo(typeInfo, { Field }));
  knownToDepend.set(operation, depends);
  return depends;
}

const known = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/** Names of the variables that can change the answer to an event. Those of the root field only say which events. */
function variablesOfEvents({ document, operationName }: ExecutionArgs): ReadonlySet<string> {
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) throw new Error('an operation that runs has no such name');
  const names = known.get(operation) ?? findVariables(operation, document.definitions);
  known.set(operation, names);
  return names;
}

function findVariables(
  operation: OperationDefinitionNode,
  definitions: ExecutionArgs['document']['definitions'],
): ReadonlySet<string> {
  const names = new Set<string>();
  const note = ({ name }: VariableNode): void => {
    names.add(name.value);
  };
  for (const definition of definitions) {
    visit(definition === operation ? withoutRootArguments(operation) : definition, { Variable: note });
  }
  return names;
}

function withoutRootArguments(operation: OperationDefinitionNode): OperationDefinitionNode {
  const { selectionSet } = operation;
  const selections = selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? { ...selection, arguments: [] } : selection,
  );
  return { ...operation, variableDefinitions: [], selectionSet: { ...selectionSet, selections } };
}

/** What all of them get must not depend on one of them: asking for anything but this is a bug, and fails. */
function shared({ account, plan, key }: Viewer, isOfKey: boolean): Viewer {
  if (!isOfKey) return { account: only(account, 'id'), plan, key: only(key, 'scopes'), address: undefined };
  const { clientToken } = key;
  const asking = clientToken === undefined ? key : { ...key, clientToken: only(clientToken, 'endUser') };
  return {
    account: only(account, 'id', 'status', 'limitsEndUsers'),
    plan,
    key: only(asking, 'scopes', 'id', 'clientToken'),
    address: undefined,
  };
}

function only<T extends object>(whole: T, ...names: readonly (keyof T)[]): T {
  return new Proxy(whole, {
    get: (target, name) => {
      if (!names.includes(name as keyof T)) {
        throw new Error(`an event's answer depends on ${String(name)} of its viewer`);
      }
      return target[name as keyof T];
    },
  });
}
