/** Says that a list is empty, and what to do about it. */
import type { Child } from "hono/jsx";

export const Empty = ({ children, title }: { children?: Child; title: string }) => (
  <div class="empty">
    <p>{title}</p>
    {children === undefined ? null : <p class="faint">{children}</p>}
  </div>
);
