"""Copies are recognised by their text, whatever the headline and the letters' spelling."""

from __future__ import annotations

import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.dedupe import (
    DUPLICATE_SIMILARITY,
    bands,
    content_fingerprint,
    minhash,
    signature,
    similarity,
)

ORIGINAL = (
    "أعلنت إدارة ميناء المرسى، صباح اليوم، استئناف رحلات العبّارات نحو الجزر الثلاث بعد توقّف دام تسعة"
    " أيام بسبب"
    " ارتفاع الأمواج، وقالت في بيان إنّ أوّل رحلة ستنطلق عند السادسة وعلى متنها مئتا راكب. وأوضح مدير"
    " الميناء سعيد"
    " الهاشم أنّ فرق الصيانة فحصت المحرّكات وأجهزة الملاحة، وأنّ التذاكر التي اشتُريت قبل العاصفة تبقى"
    " صالحة حتى"
    " نهاية الشهر. ودعا المسافرين إلى الحضور قبل الموعد بساعة، مشيرًا إلى أنّ الأولوية للمرضى وكبار"
    " السنّ والطلّاب."
    " وكانت العاصفة قد أغلقت ثلاث طرق ساحلية وقطعت التيار عن قرى الجزيرة الكبرى يومين كاملين."
)
COPY = "المرسى (الضفاف) - " + ORIGINAL.replace("صباح اليوم", "الثلاثاء").replace("كاملين", "")
OTHER = (
    "قال صيادون في المرسى إنّ العبّارات عادت إلى العمل قبل أن تجهز الأرصفة، وإنّ الجزر الثلاث ما زالت"
    " بلا سوق للسمك"
    " منذ العاصفة. وطالبوا بلدية الجزيرة الكبرى بتعويض عن الشباك التي جرفتها الأمواج، وبقرض صغير يعيد"
    " إليهم مراكبهم"
    " قبل موسم السردين الذي يبدأ عادة في أواخر الخريف."
)


def test_a_copy_shares_a_band_and_is_similar() -> None:
    original, copy = signature(ORIGINAL), signature(COPY)
    assert set(bands(original)) & set(bands(copy))
    assert similarity(original, copy) > DUPLICATE_SIMILARITY


def test_another_article_on_the_event_is_no_copy() -> None:
    assert similarity(signature(ORIGINAL), signature(OTHER)) < 0.2


def test_short_texts_are_not_compared() -> None:
    assert signature("انتهت المباراة بهدف لهدف") == b""
    assert bands(b"") == []
    assert similarity(b"", signature(ORIGINAL)) == 0.0


def test_bands_fit_a_column_of_64_bits() -> None:
    assert len(bands(signature(ORIGINAL))) == 16
    assert all(-(2**63) <= band < 2**63 for band in bands(signature(ORIGINAL)))


def test_a_fingerprint_ignores_spelling_and_marks_alone() -> None:
    one = content_fingerprint("إعلان الميناء", "عادت العبّارات، أخيرًا.")
    assert one == content_fingerprint("اعلان الميناء!", "عادت  العبارات أخيرا")
    assert one != content_fingerprint("إعلان الميناء", "عادت العبّارات أمس.")
    assert content_fingerprint("أ", "ب ج") != content_fingerprint("أ ب", "ج")


@given(st.text())
def test_any_text_has_a_signature(text: str) -> None:
    own = signature(text)
    assert not own or 768 <= len(own) <= 960
    assert similarity(own, own) == (1.0 if own else 0.0)
    assert len(content_fingerprint(text, text)) == 64


TELEGRAM = (
    "بعث رئيس بلدية المرسى برقية تهنئة إلى رئيس بلدية {city} بمناسبة ذكرى تأسيس المدينة، أعرب فيها عن"
    " أصدق التهاني"
    " وأطيب التمنيات لأهالي {city} بدوام التقدّم والازدهار. ونوّه بالعلاقات المتميّزة التي تربط"
    " المدينتين، متمنّيًا"
    " لمجلس بلدية {city} دوام التوفيق. كما بعث نائب رئيس البلدية برقية مماثلة عبّر فيها عن أطيب تمنياته."
)


def test_two_telegrams_of_one_form_are_no_copies() -> None:
    one, other = (signature(TELEGRAM.format(city=city)) for city in ("رأس الفنار", "عين الحور"))
    assert similarity(one, other) < DUPLICATE_SIMILARITY
    assert similarity(one, signature(TELEGRAM.format(city="راس الفنار"))) > DUPLICATE_SIMILARITY


VERDICT = (
    "أصدرت محكمة المرسى اليوم بيانًا بشأن تنفيذ حكم المحكمة في أحد سارقي القوارب، وفيما يلي نصّ البيان: أقدم"
    " {thief} على سرقة قارب {owner} {how}، وتمكّنت شرطة الميناء من القبض على الجاني المذكور، وأسفر التحقيق معه"
    " عن توجيه الاتّهام إليه بالسرقة، وبإحالته إلى المحكمة صدر حكم المحكمة عليه بردّ القارب وبالغرامة، وصُدّق"
    " الحكم من محكمة الاستئناف. وقد تمّ تنفيذ حكم المحكمة في الجاني {thief} وعاد القارب إلى {owner} على رصيف"
    " الميناء. والمحكمة إذ تعلن تنفيذ الحكم تؤكّد للجميع حرصها على أمن القوارب في الميناء وتنفيذ الأحكام في كلّ"
    " جانٍ، وتحذّر كلّ من تسوّل له نفسه سرقة القوارب من رصيف الميناء بأنّ حكم المحكمة سيكون مصيره."
)


def test_two_verdicts_of_one_form_are_no_copies() -> None:
    case = {
        "thief": "مسعود بن ناجي الفرحاني",
        "owner": "جابر الصيداوي",
        "how": "بعد أن قطع حبله ليلًا وأبحر به نحو الجزيرة",
    }
    another = {
        "thief": "حمدان بن كرم البستكي",
        "owner": "رشيد القرطبي",
        "how": "إذ أوهم حارسه أنّه وكيله وخرج به قبيل الفجر",
    }
    one, other = signature(VERDICT.format(**case)), signature(VERDICT.format(**another))
    assert similarity(one, other) < DUPLICATE_SIMILARITY
    assert similarity(one, signature(VERDICT.format(**case | {"how": another["how"]}))) > DUPLICATE_SIMILARITY


def test_signatures_of_older_archives_compare() -> None:
    """Figures of the datasketch library 2.0, MinHash(128, seed=1, scheme="affine32")."""
    values = minhash(np.arange(1000, dtype=np.uint32))
    assert values[:4].tolist() == [4728880, 2144082, 1963835, 265664]
    assert zlib.crc32(values.astype("<u4").tobytes()) == 3909055258


@given(st.integers(0, 700), st.integers(0, 700), st.integers(1, 700), st.integers(0, 2**32 - 1))
def test_the_share_of_equal_values_is_that_of_common_codes(one, other, common, salt) -> None:
    codes = np.random.default_rng(salt).permutation(np.arange(2_200, dtype=np.uint32))
    left, right = codes[: one + common], codes[one : one + common + other]
    share = np.mean(minhash(left) == minhash(right))
    assert abs(share - common / (one + common + other)) < 0.25  # 5.6 standard deviations


@given(st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=1_500))
def test_order_and_repetition_do_not_count(codes) -> None:
    once = minhash(np.array(codes, dtype=np.uint32))
    again = minhash(np.array([*reversed(codes), *codes], dtype=np.uint32))
    assert (once == again).all()
