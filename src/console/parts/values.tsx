/** Fields of a form as text, for a key that may not change them. Secrets are left out. */

interface Field {
  readonly label: string;
  readonly secret?: boolean | undefined;
  readonly value?: string | undefined;
}

export const Values = ({ of }: { of: readonly Field[] }) => (
  <dl>
    {of.map(({ label, secret, value }) =>
      secret ? null : (
        <>
          <dt>{label}</dt>
          <dd>{value || <span class="faint">none</span>}</dd>
        </>
      ),
    )}
  </dl>
);
