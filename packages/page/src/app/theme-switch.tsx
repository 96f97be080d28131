// Light, dark, or what the system says; remembered on this machine.
import { useState } from 'react';
import { Button } from '../look/button.tsx';

const STORED = 'tollgate.theme';
const NEXT = new Map([
  ['system', 'light'],
  ['light', 'dark'],
  ['dark', 'system'],
]);

export function applyStoredTheme(): string {
  const theme = localStorage.getItem(STORED) ?? 'system';
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  return theme;
}

export function ThemeSwitch() {
  const [theme, setTheme] = useState(applyStoredTheme);
  return (
    <Button
      small
      variant="quiet"
      onPress={() => {
        localStorage.setItem(STORED, NEXT.get(theme) ?? 'system');
        setTheme(applyStoredTheme());
      }}
    >
      Theme: {theme}
    </Button>
  );
}
