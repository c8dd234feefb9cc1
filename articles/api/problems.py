"""Errors that a program can read (RFC 9457), each with a page that explains it to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic_core import to_json

CONTENT_TYPE: Final = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """``title`` is for programs and their logs; the explanation and its cure for people."""

    slug: str
    status: int
    title: str
    explanation: str | Promise
    cure: str | Promise


BAD_PARAMETER: Final = Kind(
    "bad-parameter",
    422,
    "Bad parameter",
    _("في العنوان معامِل لا تُقبل قيمته. يسمّيه الحقل parameter، ويقول accepted ما يُقبل."),
    _("صحّح القيمة، أو احذف المعامِل فتكون له قيمته المعتادة."),
)
BAD_BODY: Final = Kind(
    "bad-body",
    422,
    "Bad body",
    _("جسم الطلب ليس بالهيئة التي يصفها openapi.json. يسمّي parameter موضع الخطأ فيه."),
    _("صحّح ذلك الموضع وأعد الإرسال؛ لم يُحفظ شيء."),
)
TOO_MANY_PARAMETERS: Final = Kind(
    "too-many-parameters",
    400,
    "Too many parameters",
    _("في الطلب أكثر من ١٠٠٠ معامِل."),
    _("اطلب بمعاملات أقلّ؛ ويقبل كلّ مرشّح ٥٠ قيمة."),
)
NOT_FOUND: Final = Kind(
    "not-found",
    404,
    "Not Found",
    _("لا شيء في هذا العنوان: لا مسار بهذا الاسم، أو لا مقال بهذا الرقم يراه القرّاء."),
    _("كلّ المسارات في openapi.json، وأرقام المقالات في نتائج البحث."),
)
WITHDRAWN: Final = Kind(
    "withdrawn",
    410,
    "Gone",
    _("كان في هذا العنوان مقال، ثمّ سُحب."),
    _("احذفه ممّا حفظت منه؛ فإن أُعيد نشره عاد في العنوان نفسه."),
)
ERASED: Final = Kind(
    "erased",
    410,
    "Gone",
    _("كان في هذا العنوان مقال، ثمّ مُحي من الأرشيف كلّه. يقول reason لماذا."),
    _("احذفه ممّا حفظت منه؛ فهو لا يعود."),
)
CURSOR_EXPIRED: Final = Kind(
    "cursor-expired",
    410,
    "Cursor expired",
    _("نتائج الأوثق صلة يُحفظ ترتيبها خمس دقائق بعد آخر صفحة طُلبت منها، وقد مضت."),
    _("ابدأ من العنوان restart، أو من exact بترتيب التاريخ، ومؤشّراته لا تنتهي."),
)
NOT_ALLOWED: Final = Kind(
    "method-not-allowed",
    405,
    "Method Not Allowed",
    _("هذا المسار لا يُطلب بهذه الطريقة. تعدّد الترويسة Allow ما يُقبل."),
    _("القراءة بـ GET، والكتابة بالطرق التي يصفها openapi.json."),
)
TOO_MANY_REQUESTS: Final = Kind(
    "too-many-requests",
    429,
    "Too Many Requests",
    _("طلبتَ في هذه الدقيقة أكثر من الحدّ. تقول الترويسة RateLimit-Policy كم هو."),
    _("انتظر الثواني التي في Retry-After. يغيّر المدير الحدّ بالإعداد API_RATE_LIMIT."),
)
UNREADABLE: Final = Kind(
    "unreadable",
    400,
    "Bad Request",
    _("جسم الطلب ليس JSON، أو ليس استمارة فيها ملفّ."),
    _("أرسل الجسم بالهيئة التي يصفها openapi.json، ومعه Content-Type المناسب."),
)
UNAUTHORIZED: Final = Kind(
    "unauthorized",
    401,
    "Unauthorized",
    _("هذا الطلب يحتاج مفتاحًا، أو المفتاح الذي معه مجهول أو مُلغًى أو انتهى أجله."),
    _("أرسل الترويسة Authorization: Bearer ومعها المفتاح؛ يُنشئه المدير في الإدارة."),
)
FORBIDDEN: Final = Kind(
    "forbidden",
    403,
    "Forbidden",
    _("المفتاح صحيح، وليس له أو لمستخدمه أن يفعل هذا. يقول scope أو permission ما ينقصه."),
    _("اطلب من المدير مفتاحًا بهذه الصلاحية، أو دورًا أعلى لمستخدم المفتاح."),
)
KEY_REUSED: Final = Kind(
    "idempotency-key-reused",
    409,
    "Conflict",
    _("جاء هذا الـ Idempotency-Key من قبل مع طلب آخر."),
    _("اجعل لكلّ طلب قيمة خاصّة به، ولا تُعِدها إلّا مع الطلب نفسه."),
)
PRECONDITION_FAILED: Final = Kind(
    "changed-meanwhile",
    412,
    "Precondition Failed",
    _("تغيّر المقال منذ قُرئ، فلم يُكتب شيء."),
    _("اقرأه من جديد، وأعد تعديلك عليه مع الـ ETag الجديد."),
)
TOO_LARGE: Final = Kind(
    "too-large",
    413,
    "Content Too Large",
    _("الطلب أكبر من الحدّ: ١٠ م.ب. للجسم، أو IMPORT_FILE_SIZE_MB للملفّ."),
    _("أرسل مقالات أقلّ في كلّ طلب، أو ارفعها ملفًّا."),
)
UNSUPPORTED: Final = Kind(
    "unsupported-media-type",
    415,
    "Unsupported Media Type",
    _("جاء الجسم بهيئة لا يقرؤها هذا المسار. يسمّي accepted ما يُقبل."),
    _("أرسل المقالات بـ application/json، والملفّات بـ multipart/form-data."),
)
NOT_ACCEPTABLE: Final = Kind(
    "not-acceptable",
    406,
    "Not Acceptable",
    _("تطلب الترويسة Accept هيئة غير JSON، ولا جواب هنا بغيرها."),
    _("اقبل application/json، أو احذف الترويسة؛ وللهيئات الأخرى صفحة التصدير."),
)
LENGTH_REQUIRED: Final = Kind(
    "length-required",
    411,
    "Length Required",
    _("جاء الجسم مجزّأً بلا طول معلوم، فلم يُقرأ."),
    _("أرسل معه الترويسة Content-Length."),
)
BUSY: Final = Kind(
    "busy",
    503,
    "Busy",
    _("قاعدة البيانات مشغولة بكتابة أخرى، أو مخزن الملفّات لا يجيب؛ فلم يُكتب شيء."),
    _("أعد الطلب بعد الثواني التي في Retry-After، بالـ Idempotency-Key نفسه."),
)
SEARCH_UNAVAILABLE: Final = Kind(
    "search-unavailable",
    503,
    "Search unavailable",
    _("فهرس البحث لا يجيب الآن: يُبنى أو يُصلَح، أو تعذّرت قراءته."),
    _("أعد الطلب بعد الثواني التي في Retry-After؛ وتقول readyz ما به."),
)
KINDS: Final = {
    kind.slug: kind
    for kind in (
        BAD_PARAMETER, BAD_BODY, TOO_MANY_PARAMETERS, NOT_FOUND, WITHDRAWN, ERASED, CURSOR_EXPIRED,
        NOT_ALLOWED, TOO_MANY_REQUESTS, UNREADABLE, UNAUTHORIZED, FORBIDDEN, KEY_REUSED, PRECONDITION_FAILED,
        TOO_LARGE, UNSUPPORTED,
        NOT_ACCEPTABLE, LENGTH_REQUIRED, BUSY, SEARCH_UNAVAILABLE,
    )
}  # fmt: skip


class NotKept(Exception):
    """A file could not be kept: the disk or the store of uploads does not take it now."""


class ProblemRaised(Exception):
    """A problem that ends the request."""

    def __init__(self, kind: Kind, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.extra = kind, detail, extra


def problem(kind: Kind, detail: str, **extra: Any) -> HttpResponse:
    """The response of an error."""
    body = {
        "type": f"/api/v1/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        **extra,
    }
    return HttpResponse(to_json(body), status=kind.status, content_type=CONTENT_TYPE)


def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page that a problem's ``type`` leads to."""
    if slug not in KINDS:
        raise Http404
    return render(request, "api/problem.html", {"kind": KINDS[slug]})
