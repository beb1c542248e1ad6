/** The style of the console: calm and dense, light and dark, for narrow screens and wide ones. Served as text. */
export const style = `
:root { color-scheme: light dark; --ground: #f6f6f4; --card: #fff; --rail: #efeeea; --line: #dcdbd5; --text: #1d1f23; --faint: #5b5f67; --accent: #1f5fbf; --on-accent: #fff; --hover: #f0f4fb;
  --good: #1c6b3c; --good-bg: #e3f3e8; --bad: #a3241b; --bad-bg: #fbe7e4; --warn: #7a4b00; --warn-bg: #fbeed2; --plain-bg: #ecebe6; }
@media (prefers-color-scheme: dark) { :root { --ground: #15171a; --card: #1d2024; --rail: #1a1c20; --line: #343840; --text: #e7e8ea; --faint: #a3a8b1; --accent: #8ab4f8; --on-accent: #10233f; --hover: #232932;
  --good: #86d6a2; --good-bg: #1a3325; --bad: #ffaca3; --bad-bg: #44201d; --warn: #f1c879; --warn-bg: #3d2f13; --plain-bg: #2b2f36; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { font: 87.5%/1.5 system-ui, sans-serif; }
body { margin: 0; background: var(--ground); color: var(--text); min-height: 100vh; display: grid; grid-template-columns: 12.5rem minmax(0, 1fr); }
body:not(:has(.rail)) { display: block; }
main { padding: 1.5rem 2rem 4rem; max-width: 84rem; min-width: 0; outline: 0; }
a { color: var(--accent); text-underline-offset: .15em; }
h1 { margin: 0; font-size: 1.45rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 .6rem; font-size: 1rem; }
h3 { margin: 1rem 0 .4rem; font-size: .93rem; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
code, pre, textarea { font: .92em/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; margin: 0; }
.faint, .hint, dt, caption { color: var(--faint); }
.hint { font-size: .86rem; margin: .2rem 0 0; }
.unseen, caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: .5rem; top: .5rem; z-index: 2; padding: .4rem .8rem; background: var(--card); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.rail { position: sticky; top: 0; height: 100vh; display: flex; flex-direction: column; gap: 1rem; padding: 1.25rem .75rem; background: var(--rail); border-right: 1px solid var(--line); overflow-y: auto; }
.home { padding: 0 .6rem; color: var(--text); font-weight: 700; text-decoration: none; overflow-wrap: anywhere; }
.rail nav { display: flex; flex-direction: column; gap: 1px; flex: 1; }
.rail nav a { padding: .35rem .6rem; border-radius: .4rem; color: var(--text); text-decoration: none; }
.rail nav a:hover { background: var(--plain-bg); }
.rail nav a[aria-current] { background: var(--card); font-weight: 600; box-shadow: 0 0 0 1px var(--line); }
.who { display: flex; flex-direction: column; gap: .3rem; align-items: start; padding: 0 .6rem; color: var(--faint); overflow-wrap: anywhere; }
.who .quiet { padding: 0; }
.crumbs { margin: 0 0 .5rem; color: var(--faint); }
.top { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin-bottom: 1rem; }
.top > .end { margin-left: auto; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.15rem; margin: 0 0 1rem; min-width: 0; }
#results + .card { margin-top: 1rem; }
.id { display: inline-block; max-width: 14rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
.card.narrow { max-width: 34rem; }
.cols { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 1rem; align-items: start; }
.door { max-width: 25rem; margin: 12vh auto 0; padding: 1.75rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.door input { margin-bottom: .3rem; }
.door button { margin-top: .8rem; }
table { width: 100%; border-collapse: separate; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; border-spacing: 0; overflow: hidden; }
.card table { border: 0; border-radius: 0; }
th, td { padding: .42rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
tbody tr:last-child td { border-bottom: 0; }
th { font-size: .82rem; font-weight: 600; color: var(--faint); white-space: nowrap; }
tbody tr:hover, tbody tr:focus-within { background: var(--hover); }
td a { font-weight: 500; text-decoration: none; }
td a:hover { text-decoration: underline; }
.card th, .card td { padding-left: 0; }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.num { text-align: right; font-variant-numeric: tabular-nums; }
b[class] { display: inline-block; padding: 0 .45rem; border-radius: 1rem; font-size: .82rem; font-weight: 500; line-height: 1.55; white-space: nowrap; }
b[class]:not(:last-child) { margin-right: .25rem; }
.good { color: var(--good); background: var(--good-bg); }
.bad { color: var(--bad); background: var(--bad-bg); }
.warn { color: var(--warn); background: var(--warn-bg); }
.notice { padding: .55rem .8rem; border-radius: .5rem; margin: 0 0 1rem; }
.plain { background: var(--plain-bg); }
.notice a { color: inherit; }
.empty { padding: 2.2rem 1rem; text-align: center; border: 1px dashed var(--line); border-radius: .6rem; }
.card .empty { padding: 0; border: 0; text-align: left; }
.empty p { margin: 0; }
.empty h1, .card h1 { margin-bottom: .5rem; }
dl + :is(form, p), form + .acts { margin-top: 1rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; margin: 0; }
dd { margin: 0; overflow-wrap: anywhere; }
label { font-weight: 500; }
input, select, textarea, button, .button { font: inherit; color: inherit; border: 1px solid var(--line); border-radius: .4rem; background: var(--card); padding: .35rem .6rem; }
input, select, textarea { border-color: color-mix(in srgb, var(--faint) 70%, var(--card)); background: var(--card); }
input:not([type=checkbox]), select, textarea { width: 100%; min-width: 0; }
textarea { resize: vertical; }
[aria-invalid] { border-color: var(--bad); }
button, .button { cursor: pointer; font-weight: 500; text-decoration: none; white-space: nowrap; }
button:hover, .button:hover { background: var(--hover); }
.primary, .primary:hover { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.primary:hover { filter: brightness(1.08); }
.danger { color: var(--bad); border-color: currentcolor; }
.danger:hover { background: var(--bad-bg); }
.quiet { border-color: transparent; background: none; color: var(--accent); padding: .1rem .3rem; }
.stack { display: grid; gap: .7rem; justify-items: start; }
.stack .field { width: 100%; }
.field { display: grid; gap: .2rem; }
.check { grid-template-columns: max-content 1fr; align-items: center; gap: .2rem .5rem; }
.check .hint, .check .error { grid-column: 2; }
fieldset { margin: 0; padding: 0; border: 0; }
legend { padding: 0; font-weight: 500; }
.scopes { grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: .5rem .8rem; align-items: start; }
.error { margin: 0; color: var(--bad); font-weight: 500; }
.inline { display: inline; }
.one { grid-template-columns: minmax(0, 1fr) max-content; align-items: end; }
.one > .notice { grid-column: 1 / -1; }
details > form + form { margin-top: .8rem; }
.acts { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.filters { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; margin-bottom: .8rem; }
.filters > div { display: grid; gap: .15rem; }
.filters .grow { flex: 1 1 16rem; }
.filters :is(input, select, button) { height: 2.3rem; }
.filters label { font-size: .82rem; color: var(--faint); }
.pager { display: flex; gap: 1rem; padding: .8rem 0; }
.facts { list-style: none; margin: 0; padding: 0; display: grid; gap: .3rem; }
.facts li { display: grid; grid-template-columns: 6.2rem minmax(0, 1fr); gap: .6rem; align-items: baseline; }
.copyable { display: inline-flex; gap: .3rem; align-items: baseline; }
details > summary { cursor: pointer; padding: .25rem 0; color: var(--accent); font-weight: 500; }
details[open] > summary { margin-bottom: .6rem; }
details + details, .acts + details { margin-top: .3rem; }
progress { width: 100%; height: .8rem; accent-color: var(--accent); }
.tiles { grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1rem; margin-bottom: 1rem; }
.tiles > .card { margin: 0; padding: .7rem 1rem; }
.tiles dd { margin: 0; font-size: 1.45rem; font-variant-numeric: tabular-nums; }
.tiles a { color: inherit; text-decoration: none; }
.tiles a:hover { text-decoration: underline; }
.chart { padding-bottom: .8rem; }
.chart figcaption { display: flex; flex-wrap: wrap; gap: 0 .8rem; align-items: baseline; }
.chart svg { display: block; width: 100%; height: 6rem; border-bottom: 1px solid var(--line); fill: var(--accent); }
.axis { display: flex; justify-content: space-between; margin: .3rem 0 0; font-size: .82rem; }
.chart .bad { fill: var(--bad); }
.button[aria-current] { background: var(--plain-bg); font-weight: 600; }
@media (max-width: 62rem) { .cols { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 46rem) {
  body { display: block; }
  .rail { position: static; height: auto; flex-flow: row wrap; gap: .4rem 1rem; align-items: center; padding: .7rem 1rem; border: 0; border-bottom: 1px solid var(--line); }
  .home { padding: 0; }
  .rail nav { order: 3; flex: 1 0 100%; flex-direction: row; overflow-x: auto; }
  .rail nav a { white-space: nowrap; }
  .who { margin-left: auto; flex-direction: row; align-items: baseline; padding: 0; }
  main { padding: 1rem 1rem 3rem; }
  .w2 :is(th, td):nth-child(2), .w3 :is(th, td):nth-child(3), .w4 :is(th, td):nth-child(4), .w5 :is(th, td):nth-child(5), .w6 :is(th, td):nth-child(6), .w7 :is(th, td):nth-child(7) { display: none; }
  th, td { padding-inline: .5rem; }
  .below :is(th, td) { border: 0; }
  .below :is(th, td):nth-child(-n+2) { display: block; max-width: calc(100vw - 8.6rem); overflow-wrap: break-word; }
  .below :is(th, td):first-child { padding-bottom: 0; }
  .below :is(th, td):nth-child(2) { padding-top: 0; }
  .below td:nth-child(2) { font-size: .93em; }
  .below :is(thead tr, tr:not(:last-child)) { box-shadow: inset 0 -1px var(--line); }
  .card td { min-width: 4.6rem; }
  .id { max-width: 5.5rem; }
  .card td:has(form) { min-width: 0; padding-right: 0; }
  time { white-space: normal; }
  button, .button, select, input:not([type=checkbox]) { min-height: 2.4rem; }
  .quiet { min-height: 1.8rem; }
  .top > .end { margin-left: 0; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .4rem; }
}
@media (prefers-reduced-motion: no-preference) { .busy { opacity: .55; transition: opacity .1s .15s; } }
`;
