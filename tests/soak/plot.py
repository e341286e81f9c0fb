"""The soak's plot: four panels above each other, time to the right, a line for each fault. SVG by hand: no library."""

WIDTH, PANEL, LEFT, TOP, GAP = 900, 130, 70, 30, 34
POINTS = 600  # no more to a line: the file stays small


def thinned(points):
    step = max(1, len(points) // POINTS)
    return points[::step]


def rounded(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def panel(number, title, points, end, faults, dots=False):
    top = TOP + number * (PANEL + GAP)
    most = max((value for _, value in points), default=1) * 1.1 or 1

    def place(at, value):
        return f"{LEFT + at / end * (WIDTH - LEFT - 20):.1f}", f"{top + PANEL - value / most * PANEL:.1f}"
    out = [f'<rect x="{LEFT}" y="{top}" width="{WIDTH - LEFT - 20}" height="{PANEL}" fill="none" stroke="#bbb"/>',
           f'<text x="{LEFT}" y="{top - 6}" class="title">{title}</text>']
    for share in (0.5, 1.0):
        x, y = place(0, most / 1.1 * share)
        out.append(f'<text x="{LEFT - 6}" y="{y}" class="scale">{rounded(most / 1.1 * share)}</text>')
        out.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - 20}" y2="{y}" stroke="#eee"/>')
    for at, name in faults:
        x, _ = place(at, 0)
        out.append(f'<line x1="{x}" y1="{top}" x2="{x}" y2="{top + PANEL}" stroke="#d88" stroke-dasharray="2 3">'
                   f"<title>{name.replace('_', ' ')}</title></line>")
    if dots:
        out += [f'<circle cx="{x}" cy="{y}" r="1.6" fill="#245"/>' for x, y in (place(*p) for p in thinned(points))]
    else:
        line = " ".join(",".join(place(*p)) for p in thinned(points))
        out.append(f'<polyline points="{line}" fill="none" stroke="#245" stroke-width="1.4"/>')
    return out


def draw(path, samples, latencies, faults):
    end = samples[-1]["at"] or 1
    panels = [
        ("resident memory (MiB)", [(s["at"], s["resident"] / 1024) for s in samples], False),
        ("open descriptors", [(s["at"], s["descriptors"]) for s in samples], False),
        ("from a device's first packet to its alert (ms)", latencies, True),
        ("alerts that wait for a sink", [(s["at"], s["waiting"]) for s in samples], False),
    ]
    height = TOP + len(panels) * (PANEL + GAP) + 10
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
           "<style>.title{font-weight:bold}.scale{text-anchor:end}</style>",
           f'<rect width="{WIDTH}" height="{height}" fill="white"/>']
    for number, (title, points, dots) in enumerate(panels):
        out += panel(number, title, points, end, faults, dots)
    for minute in range(0, int(end / 60) + 1, max(1, int(end / 600))):
        x = LEFT + minute * 60 / end * (WIDTH - LEFT - 20)
        out.append(f'<text x="{x:.1f}" y="{height - 14}" text-anchor="middle">{minute} min</text>')
    path.write_text("\n".join(out + ["</svg>"]) + "\n", encoding="utf-8")
