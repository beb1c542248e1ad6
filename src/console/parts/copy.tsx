/** A value with a button that copies it. The script adds the button. */

/** @param what names the value for screen readers, such as `user id` */
export const Copy = ({ value, what }: { value: string; what: string }) => (
  <span class="copyable">
    <code>{value}</code>
    <button type="button" class="quiet" data-copy={value} aria-label={`Copy ${what}`} hidden>
      Copy
    </button>
  </span>
);
