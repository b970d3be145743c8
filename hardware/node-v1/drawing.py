"""A few shapes in SVG, in millimetres of paper, for drawings.py."""
from xml.sax.saxutils import escape

STYLE = ("text{font-family:'Be Vietnam Pro','DejaVu Sans',sans-serif;font-size:3.2px;fill:#123}"
         ".t{font-size:5px;font-weight:700}.s{font-size:2.8px;fill:#456}.b{fill:#fff;stroke:#123;stroke-width:.4}"
         ".w{fill:none;stroke:#123;stroke-width:.5}.p{fill:none;stroke:#b3261e;stroke-width:.7}"
         ".r{fill:none;stroke:#0b57d0;stroke-width:.7}.e{fill:none;stroke:#146c2e;stroke-width:.8}"
         ".h{fill:#eef4fb;stroke:#0b57d0;stroke-width:.4}.g{fill:#e8f3ea;stroke:#146c2e;stroke-width:.4}"
         ".d{fill:none;stroke:#567;stroke-width:.25;stroke-dasharray:1.5 1}")


class Drawing:
    def __init__(self, width, height, title):
        self.width, self.height, self.title = width, height, title
        self.parts = []
        self.text(4, 7, title, "t")

    def text(self, x, y, words, kind="", anchor="start"):
        for i, line in enumerate(words.split("\n")):
            self.parts.append(f'<text x="{x}" y="{y + 4.4 * i:.1f}" class="{kind}" text-anchor="{anchor}">{escape(line)}</text>')

    def box(self, x, y, width, height, words="", kind="b"):
        """Words that would touch the frame are an error: the mean letter of the fonts above is 0.55 em wide."""
        if max(map(len, words.split("\n"))) * 0.55 * 3.2 > width - 1:
            raise ValueError(f"{words!r} does not fit into {width} mm")
        self.parts.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="1" class="{kind}"/>')
        lines = words.split("\n")
        top = y + height / 2 - 2.2 * (len(lines) - 1) + 1.3
        self.text(x + width / 2, round(top, 1), words, "", "middle")

    def wire(self, points, kind="w", words=""):
        path = " ".join(f"{x},{y}" for x, y in points)
        self.parts.append(f'<polyline points="{path}" class="{kind}"/>')
        if words:
            (x0, y0), (x1, y1) = points[0], points[1]
            self.text((x0 + x1) / 2, (y0 + y1) / 2 - 1, words, "s", "middle")

    def circle(self, x, y, radius, kind="b", fill=None):
        style = f' style="fill:{fill}"' if fill else ""
        self.parts.append(f'<circle cx="{x}" cy="{y}" r="{radius}" class="{kind}"{style}/>')

    def earth(self, x, y):
        self.wire([(x, y), (x, y + 4)], "e")
        for i, half in enumerate((4, 2.6, 1.2)):
            self.wire([(x - half, y + 4 + 1.4 * i), (x + half, y + 4 + 1.4 * i)], "e")

    def measure(self, x0, x1, y, words):
        self.wire([(x0, y - 2), (x0, y + 2)], "d")
        self.wire([(x1, y - 2), (x1, y + 2)], "d")
        self.wire([(x0, y), (x1, y)], "d", words)

    def svg(self):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
                f'width="{self.width}mm" height="{self.height}mm" role="img"><title>{escape(self.title)}</title>'
                f"<style>{STYLE}</style>" + "".join(self.parts) + "</svg>\n")
