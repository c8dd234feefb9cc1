"""A comparison in the reader's words: the drawing on the page, and the chart for files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from articles.rendering.chart.model import MAX_MARKED, Chart, Line, ticks
from articles.rendering.chart.svg import path_of
from articles.searching.trends import Comparison, Series
from articles.web.i18n import formatting
from articles.web.i18n.languages import current_language

MAX_SHORT, MAX_LONG = 12, 5  # names below the drawing: years, or longer ones
YEARS_FROM = 24  # months: of more, only the years are named
CLASSES = "abcdef"  # of the lines, in the style sheet
WIDTH, HEIGHT = 1000, 300  # of the page's drawing, which is stretched to its place


@dataclass(frozen=True, slots=True)
class PlotLine:
    name: str  # its class
    label: str
    total: int
    path: str
    dots: str


@dataclass(frozen=True, slots=True)
class Plot:
    """The drawing on the page: lines without text, and the words around it."""

    title: str
    summary: str
    lines: tuple[PlotLine, ...]
    grid: str
    y_axis: tuple[str, ...]  # from the top
    x_axis: tuple[tuple[str, bool], ...]  # one a period, '' where none is named; whether phones drop it


@dataclass(frozen=True, slots=True)
class Wording:
    """A comparison for one reader. ``shares``: of a thousand articles, instead of counts."""

    comparison: Comparison
    shares: bool
    digits: str
    site: str

    @property
    def rtl(self) -> bool:
        return get_language_bidi()

    @property
    def step_name(self) -> str:
        names = {"year": _("السنة"), "month": _("الشهر"), "week": _("الأسبوع"), "day": _("اليوم")}
        return names[self.comparison.step]

    @property
    def title(self) -> str:
        titles = {
            ("year", False): _("عدد المقالات في السنة"),
            ("month", False): _("عدد المقالات في الشهر"),
            ("week", False): _("عدد المقالات في الأسبوع"),
            ("day", False): _("عدد المقالات في اليوم"),
            ("year", True): _("المقالات من كلّ ألف مقال في السنة"),
            ("month", True): _("المقالات من كلّ ألف مقال في الشهر"),
            ("week", True): _("المقالات من كلّ ألف مقال في الأسبوع"),
            ("day", True): _("المقالات من كلّ ألف مقال في اليوم"),
        }
        title = titles[self.comparison.step, self.shares]
        periods = self.comparison.periods
        if len(periods) < 2:
            return f"{title}: {self.period(periods[0])}" if periods else title
        return _("%(title)s، من %(first)s إلى %(last)s") % {
            "title": title,
            "first": self.period(periods[0]),
            "last": self.period(periods[-1]),
        }

    def period(self, period: str) -> str:
        text = formatting.date_text(period, digits=self.digits)
        return _("أسبوع %s") % text if self.comparison.step == "week" else text

    def last_day(self, period: str) -> str:
        """The end of a period, as an address names it."""
        if self.comparison.step != "week":
            return period
        return (date.fromisoformat(period) + timedelta(days=6)).isoformat()

    def axis(self) -> tuple[str, ...]:
        """The words below the drawing, as ٢٠٢١ or ١٤ أيلول/سبتمبر, at even distances; else empty ones."""
        periods = self.comparison.periods
        years = len(periods[0]) == 7 and len(periods) > YEARS_FROM if periods else False
        januaries = [index for index, period in enumerate(periods) if not years or period.endswith("-01")]
        short = years or self.comparison.step == "year"
        every = max(1, -(-len(januaries) // (MAX_SHORT if short else MAX_LONG)))
        chosen = set(januaries[::every])
        return tuple(
            self._short(period[:4] if years else period) if index in chosen else ""
            for index, period in enumerate(periods)
        )

    def _short(self, period: str) -> str:
        if len(period) == 4:
            return formatting.in_digits(period, self.digits)
        year, month, day = (*map(int, period.split("-")), 0)[:3]
        return formatting.in_digits(current_language().date(0 if day else year, month, day), self.digits)

    def value(self, value: float | None) -> str:
        if value is None:
            return "–"
        rounded = round(value, 1)
        return formatting.number(int(rounded) if rounded == int(rounded) else rounded, self.digits)

    def values(self, series: Series) -> tuple[float | None, ...]:
        return self.comparison.per_thousand(series) if self.shares else series.counts

    def lines(self) -> tuple[Line, ...]:
        return tuple(
            Line(series.text, values := self.values(series), tuple(map(self.value, values)))
            for series in self.comparison.series
        )

    # ---- the chart for files

    def chart(self) -> Chart:
        lines = self.lines()
        return Chart(
            title=self.title,
            unit=_("من كلّ ألف مقال") if self.shares else _("عدد المقالات"),
            periods=tuple(map(self.period, self.comparison.periods)),
            axis=self.axis(),
            lines=lines,
            tick_words=tuple(map(self.value, ticks(lines))),
            rtl=self.rtl,
            source=f"{_('أرشيف الأخبار')} – {self.site}",
        )

    # ---- the drawing on the page

    def plot(self) -> Plot:
        chart = self.chart()
        steps = ticks(chart.lines)
        named = [index for index, words in enumerate(chart.axis) if words]
        heights = [round(HEIGHT - HEIGHT * step / chart.top, 1) for step in steps[1:]]
        return Plot(
            title=self.title,
            summary=self.summary(),
            lines=tuple(
                self._plot_line(number, chart, series) for number, series in enumerate(self.comparison.series)
            ),
            grid="".join(f"M0 {height:g}h{WIDTH}" for height in heights),
            y_axis=chart.tick_words[::-1],
            x_axis=tuple((words, index in named[1::2]) for index, words in enumerate(chart.axis)),
        )

    def _plot_line(self, number: int, chart: Chart, series: Series) -> PlotLine:
        values = chart.lines[number].values
        steps = max(1, len(values) - 1)
        points = [
            None
            if value is None
            else (
                round(WIDTH * (1 - index / steps if chart.rtl else index / steps), 1),
                round(HEIGHT - HEIGHT * value / chart.top, 1),
            )
            for index, value in enumerate(values)
        ]
        # A point that stands alone between gaps has no line: it needs its dot even among many.
        alone = [
            point
            for before, point, after in zip([None, *points], points, [*points[1:], None], strict=False)
            if point and (len(points) <= MAX_MARKED or (before is None and after is None))
        ]
        dots = "".join(f"M{x:g} {y:g}h0" for x, y in alone)
        return PlotLine(CLASSES[number], series.text, series.total, path_of(points), dots)

    def summary(self) -> str:
        """The drawing in a sentence for each line, for those who cannot see it."""
        sentences = []
        for line in self.lines():
            values = [value for value in line.values if value is not None]
            if not any(values):
                sentences.append(_("%(query)s: لا شيء.") % {"query": line.label})
                continue
            index = line.values.index(max(values))
            peak = {
                "query": line.label,
                "value": line.words[index],
                "period": self.period(self.comparison.periods[index]),
            }
            sentences.append(_("%(query)s: أعلاه %(value)s في %(period)s.") % peak)
        return " ".join([*sentences, _("الأرقام كلّها في الجدول.")])
