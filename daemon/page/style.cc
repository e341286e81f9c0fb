#include "daemon/page/style.h"

#include <cstdint>

namespace cutoffd::page {
namespace {

// Colours are named by what they mean; contrast is at least AA (4.5 to 1) for text in both schemes.
constexpr std::string_view kStyle = R"css(
:root {
  color-scheme: light dark;
  --ground: #f5f6f8; --card: #ffffff; --ink: #16202c; --soft: #566272; --line: #dfe4ea;
  --accent: #1f5fbf; --bad: #b3261e; --bad-ground: #fdecea; --good: #1b6e3c; --good-ground: #e6f4ea;
  --warn: #855300; --warn-ground: #fff4dc; --mute-ground: #eceff3;
  --s1: #7f93ab; --s2: #4f86c6; --s3: #d39b00; --s4: #d96b16; --s5: #c22a20; --none: #e3e8ee;
  --before: #93a3b5; --after: #c8453b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e141b; --card: #171f29; --ink: #e6ebf1; --soft: #9fadbd; --line: #2a3542;
    --accent: #8ab6f5; --bad: #ff9c92; --bad-ground: #3a1715; --good: #86d7a2; --good-ground: #12301d;
    --warn: #f2c264; --warn-ground: #352708; --mute-ground: #232e3a;
    --s1: #8195ab; --s2: #5f9be0; --s3: #e0b13a; --s4: #ee8a3d; --s5: #f0594d; --none: #2c3846;
    --before: #66788c; --after: #ee6a60;
  }
}
@view-transition { navigation: auto; }
::view-transition-group(root) { animation-duration: 0s; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
a { color: var(--accent); text-decoration: none; }
a:hover, p a, dd a, .when a { text-decoration: underline; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999em; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .4rem .8rem; z-index: 2; }
.wide { max-width: 1240px; margin: 0 auto; padding: 0 1.25rem; }
header { background: var(--card); border-bottom: 1px solid var(--line); }
header .wide { display: flex; align-items: center; gap: .6rem 1.5rem; min-height: 3.4rem; flex-wrap: wrap; padding-top: .4rem; padding-bottom: .4rem; }
.brand { display: flex; align-items: center; gap: .55rem; font-weight: 700; font-size: 1.05rem; color: var(--ink); }
.brand svg { width: 1.5rem; height: 1.5rem; }
.brand .ring { fill: none; stroke: var(--accent); stroke-width: 2.5; }
.brand .cut { stroke: var(--after); stroke-width: 2.5; stroke-linecap: round; }
nav ul { display: flex; gap: .25rem; list-style: none; margin: 0; padding: 0; flex-wrap: wrap; }
nav a { display: block; padding: .3rem .7rem; border-radius: 7px; color: var(--soft); }
nav a[aria-current] { background: var(--mute-ground); color: var(--ink); font-weight: 600; }
.when { margin-left: auto; color: var(--soft); font-size: .85rem; }
main.wide { padding-top: 1.4rem; padding-bottom: 2.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; letter-spacing: -.01em; }
h2 { font-size: 1.05rem; margin: 0 0 .8rem; }
h3 { font-size: .95rem; margin: 1.2rem 0 .4rem; }
section, .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; margin: 0 0 1.1rem; }
.verdict { border-left: 6px solid var(--soft); padding: 1.25rem 1.4rem; }
.verdict.found { border-left-color: var(--bad); background: var(--bad-ground); }
.verdict.found h1 { color: var(--bad); }
.verdict.clean { border-left-color: var(--good); background: var(--good-ground); }
.verdict.clean h1 { color: var(--good); }
.verdict.inconclusive { border-left-color: var(--warn); background: var(--warn-ground); }
.verdict.inconclusive h1 { color: var(--warn); }
.verdict p { margin: .45rem 0 0; }
.verdict ul { margin: .5rem 0 0; padding-left: 1.2rem; }
.strip { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.6rem, 1fr)); gap: .9rem; margin: 0 0 1.1rem; padding: 0; }
.strip div { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .75rem .95rem; }
.strip dt { color: var(--soft); font-size: .8rem; }
.strip dd { margin: .1rem 0 0; font-size: 1.25rem; font-weight: 650; letter-spacing: -.01em; overflow-wrap: anywhere; }
.strip dd + dd { font-size: .8rem; font-weight: 400; color: var(--soft); letter-spacing: 0; }
.strip .bad dd:first-of-type { color: var(--bad); }
.strip .warn dd:first-of-type { color: var(--warn); }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0 0 .9rem; padding: 0; list-style: none; }
.chips a { display: inline-block; padding: .2rem .75rem; border: 1px solid var(--line); border-radius: 999px; color: var(--soft); font-size: .87rem; }
.chips a[aria-current] { background: var(--ink); border-color: var(--ink); color: var(--card); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th { text-align: left; color: var(--soft); font-weight: 600; font-size: .8rem; padding: .35rem .7rem .45rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: bottom; }
td, tbody th { padding: .6rem .7rem .6rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
tbody th { color: inherit; font-size: inherit; white-space: normal; }
tbody tr:last-child > * { border-bottom: 0; }
td.number, th.number { text-align: right; padding-right: 1.3rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.close { white-space: nowrap; }
small, .small { color: var(--soft); font-size: .82rem; font-weight: 400; }
td small, th small { display: block; overflow-wrap: anywhere; }
.fold tbody th { max-width: 15rem; }
.fold .service { min-width: 13.2rem; }
bdi { overflow-wrap: anywhere; }
time { white-space: nowrap; }
code { font: .88em ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.state { display: inline-block; padding: .1rem .6rem; border-radius: 999px; font-size: .8rem; font-weight: 600; background: var(--mute-ground); color: var(--soft); white-space: nowrap; }
.state.calling, .state.open, .state.returning, .state.down { background: var(--bad-ground); color: var(--bad); }
.state.quiet, .state.up { background: var(--good-ground); color: var(--good); }
.state.suspected, .state.blind, .state.absent { background: var(--warn-ground); color: var(--warn); }
svg { display: block; }
.evidence { width: 78px; height: 12px; }
.step.none { fill: var(--none); } .step.s1 { fill: var(--s1); } .step.s2 { fill: var(--s2); }
.step.s3 { fill: var(--s3); } .step.s4 { fill: var(--s4); } .step.s5 { fill: var(--s5); }
.stopped .step { opacity: .55; }
.spark { width: 120px; height: 24px; }
.bar { fill: var(--accent); }
.base { stroke: var(--line); stroke-width: 1; }
.history { width: 100%; height: auto; min-width: 34rem; }
.history .before { fill: var(--before); } .history .after { fill: var(--after); }
.history .cutoff { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4; }
.history text { fill: var(--soft); font-size: 12px; }
.history .mark { fill: var(--ink); font-weight: 600; }
.note { color: var(--soft); font-size: .82rem; margin: .5rem 0 0; }
.pager { display: flex; gap: 1rem; align-items: center; margin: .9rem 0 0; color: var(--soft); font-size: .9rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 0; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 0 0 1.1rem; }
.head h2 { margin: 0; }
.timeline { list-style: none; margin: 0; padding: 0 0 0 1.4rem; border-left: 2px solid var(--line); }
.timeline li { position: relative; padding: 0 0 1rem; }
.timeline li:last-child { padding-bottom: 0; }
.timeline li::before { content: ""; position: absolute; left: calc(-1.4rem - 7px); top: .35rem; width: 12px; height: 12px; border-radius: 50%; background: var(--none); border: 2px solid var(--card); }
.timeline .t1::before { background: var(--s1); } .timeline .t2::before { background: var(--s2); }
.timeline .t3::before { background: var(--s3); } .timeline .t4::before { background: var(--s4); }
.timeline .t5::before { background: var(--s5); }
.timeline .rule::before { background: var(--ink); border-radius: 2px; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: 1.1rem; align-items: start; }
.columns > section { margin: 0; min-width: 0; }
li, p, dd, h1, h2 { overflow-wrap: anywhere; }
.columns { margin: 0 0 1.1rem; }
.empty { color: var(--soft); margin: .3rem 0; }
footer { color: var(--soft); font-size: .82rem; border-top: 1px solid var(--line); padding: 1rem 0 2rem; }
footer .wide { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; }
@media (max-width: 760px) {
  .wide { padding: 0 .9rem; }
  h1 { font-size: 1.25rem; }
  main.wide { padding-top: .9rem; }
  section, .card { padding: .9rem 1rem; }
  header nav { order: 2; width: 100%; }
  header nav ul { gap: .1rem; margin: 0 -.45rem; }
  header nav a { padding: .3rem .45rem; font-size: .9rem; }
  .when { font-size: .8rem; }
  .strip { grid-template-columns: 1fr 1fr; gap: .6rem; }
  table.fold thead { position: absolute; left: -999em; }
  table.fold, .fold tbody, .fold tr, .fold td, .fold tbody th { display: block; width: 100%; }
  .fold tr { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .35rem 1rem; border-bottom: 1px solid var(--line); padding: .8rem 0; }
  .fold tr:last-child { border-bottom: 0; }
  .fold td, .fold tbody th { border: 0; padding: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .fold td::before { content: attr(data-label); display: block; color: var(--soft); font-size: .75rem; }
  .fold tbody th { grid-column: 1 / -1; max-width: none; font-size: 1rem; }
  .fold.lead tbody th { grid-column: 1; }
  .fold td.now { grid-row: 1; grid-column: 2; justify-self: end; width: auto; }
  .fold td.now::before { display: none; }
  .fold.alone .service { grid-column: 1; }
  .fold .service { grid-column: 1 / -1; min-width: 0; }
  .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin: 0 0 .5rem; }
  .history .minor { display: none; }
  .history text { font-size: 20px; }
}
@media print { header nav, .chips, .pager { display: none; } body { background: #fff; } section { break-inside: avoid; } }
)css";

constexpr std::string_view kIcon =
    R"svg(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M20 12a8 8 0 1 1-4-6.9" fill="none" stroke="#1f5fbf" stroke-width="2.6" stroke-linecap="round"/><path d="M12 12 20.5 3.5" stroke="#c8453b" stroke-width="2.6" stroke-linecap="round"/></svg>)svg";

// FNV-1a: tells one content from another, no more.
std::string marked(std::string_view address, std::string_view content) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return std::string(address) + "?v=" + std::to_string(hash);
}

}  // namespace

std::string_view style_sheet() { return kStyle; }
std::string_view icon() { return kIcon; }

const std::string& style_address() {
  static const std::string address = marked("/style.css", kStyle);
  return address;
}

const std::string& icon_address() {
  static const std::string address = marked("/icon.svg", kIcon);
  return address;
}

}  // namespace cutoffd::page
