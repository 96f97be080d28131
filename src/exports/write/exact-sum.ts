// Sums of decimals, exactly.
const DIGITS = 18;
const SCALE = 10n ** BigInt(DIGITS);

export interface ExactSum {
  add(decimal: string): void;
  /** Without trailing zeros. */
  total(): string;
}

export function createExactSum(): ExactSum {
  let total = 0n;
  return {
    add: (decimal) => {
      total += scaled(decimal);
    },
    total: () => {
      const magnitude = total < 0n ? -total : total;
      const fraction = String(magnitude % SCALE)
        .padStart(DIGITS, '0')
        .replace(/0+$/, '');
      return `${total < 0n ? '-' : ''}${magnitude / SCALE}${fraction === '' ? '' : `.${fraction}`}`;
    },
  };
}

const DECIMAL = /^-?\d+(?:\.\d{1,18})?$/;

function scaled(decimal: string): bigint {
  if (!DECIMAL.test(decimal)) throw new Error(`"${decimal}" is no decimal`);
  const point = decimal.indexOf('.');
  if (point < 0) return BigInt(decimal) * SCALE;
  return BigInt(decimal.slice(0, point) + decimal.slice(point + 1).padEnd(DIGITS, '0'));
}
