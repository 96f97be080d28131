// What createApiKey and updateApiKey ask of their inputs alike.

import { checkLine, invalidParameter, type ParameterError } from '../../callers/index.ts';
import { createReach, KEY_PRESETS, type KeyPreset, MOST_NETWORKS, readNetwork, type Scope } from '../../keys/index.ts';
import { checkFuture } from '../edge/input.ts';
import type { LimitInput } from './spending.ts';

const LONGEST_NAME = 100;

export interface KeyInput extends LimitInput {
  readonly name?: string | null | undefined;
  readonly scopes?: readonly Scope[] | null | undefined;
  readonly preset?: KeyPreset | null | undefined;
  readonly expiresAt?: Date | null | undefined;
  readonly allowedIps?: readonly string[] | null | undefined;
}

export function checkKey(input: KeyInput, now: Date): ParameterError | undefined {
  const { name, expiresAt, allowedIps } = input;
  return (
    (isGiven(name) ? checkLine('name', name, LONGEST_NAME) : undefined) ??
    checkPreset(input) ??
    checkLimit(input) ??
    (isGiven(expiresAt) ? checkFuture('expiresAt', expiresAt, now) : undefined) ??
    (isGiven(allowedIps) ? checkNetworks(allowedIps) : undefined)
  );
}

function checkPreset({ scopes, preset }: KeyInput): ParameterError | undefined {
  if (!isGiven(scopes) || !isGiven(preset)) return undefined;
  return invalidParameter(['preset'], 'A preset is a set of scopes: give the one or the other.', ['scopes', 'preset']);
}

function checkLimit({ dailyLimit, spendingLimit }: KeyInput): ParameterError | undefined {
  if (isGiven(dailyLimit) && isGiven(spendingLimit)) {
    const message = 'A key has one limit: give `spendingLimit` alone.';
    return invalidParameter(['dailyLimit'], message, ['spendingLimit', 'dailyLimit']);
  }
  const limit = spendingLimit?.amount ?? dailyLimit;
  if (!isGiven(limit) || limit > 0n) return undefined;
  const path = isGiven(spendingLimit) ? ['spendingLimit', 'amount'] : ['dailyLimit'];
  return invalidParameter(path, 'A limit is more than 0 credits.', ['more than 0']);
}

const NETWORKS = ['an address such as 203.0.113.7', 'a network such as 203.0.113.0/24 or 2001:db8::/48'];

function checkNetworks(networks: readonly string[]): ParameterError | undefined {
  if (networks.length > MOST_NETWORKS) {
    const message = `A key has at most ${MOST_NETWORKS} addresses and networks.`;
    return invalidParameter(['allowedIps'], message, [`at most ${MOST_NETWORKS}`]);
  }
  for (const [place, text] of networks.entries()) {
    const reading = readNetwork(text);
    if ('problem' in reading) return invalidParameter(['allowedIps', String(place)], reading.problem, NETWORKS);
  }
  return undefined;
}

/** Each once, as they are kept; they were checked. Undefined when nothing is said of them. */
export function networksOf({ allowedIps }: KeyInput): string[] | undefined {
  if (!isGiven(allowedIps)) return undefined;
  const readings = allowedIps.map(readNetwork).flatMap((reading) => ('network' in reading ? [reading.network] : []));
  return [...new Set(readings)];
}

/** A key that changes itself must still be able to ask from where it does now. */
export function checkLockOut(networks: readonly string[], address: string | undefined): ParameterError | undefined {
  if (address === undefined || createReach(networks)(address)) return undefined;
  const message = `The asking key could not be used any more from where it is used now, ${address}.`;
  return invalidParameter(['allowedIps'], message, [`networks with ${address} among them`]);
}

/** Each once; undefined when nothing is said of them. */
export function scopesOf({ scopes, preset }: KeyInput): Scope[] | undefined {
  if (isGiven(preset)) return [...KEY_PRESETS[preset]];
  return isGiven(scopes) ? [...new Set(scopes)] : undefined;
}

const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;
