"""What a page says of the parts of a request that were not understood, or were left out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles.searching.request import BadParameter, SearchRequest, TooManyValues
from articles.web.search.facets import titles


def notices(request: SearchRequest) -> list[str]:
    cut = [_("البحث أطول من ألف حرف، فقُرئت حروفه الألف الأولى وأُهمل ما بعدها.")] if request.cut else []
    return [*cut, *map(_refusal, request.bad)]


def _refusal(bad: BadParameter) -> str:
    if isinstance(bad, TooManyValues):
        return _("يتّسع مرشّح «%(name)s» لخمسين قيمة، فأُهمل ما زاد عليها.") % {"name": titles()[bad.name]}
    return _("لم نفهم القيمة «%(value)s» فأُهملت.") % {"value": bad.value}
