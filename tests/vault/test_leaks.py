"""The leak linter: whatever was left is found wherever and however it is written, and ordinary texts pass."""

import csv
from collections.abc import Mapping
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.vault.leaks import Known, known_of, leaks
from casebook.vault.normal import Detail, forms_of

NIU = {"name": "牛长顺", "telephone": "100-0000-0001", "email": "niu_1968@example.test", "village": "上棚村"}


def known(fields: Mapping[str, str]) -> Known:
    """As the vault knows them, but by the forms themselves instead of their prints."""
    return known_of({form for name, value in fields.items() for form in forms_of(name, value)})


def found(text: str, fields: Mapping[str, str] = NIU) -> list[tuple[Detail, str]]:
    return [(leak.detail, text[leak.start : leak.end]) for leak in leaks(text, known(fields))]


@pytest.mark.parametrize(
    ("text", "detail", "words"),
    [
        ("反映人牛长顺称", Detail.NAME, "牛长顺"),
        ("牛 长　顺反映停电", Detail.NAME, "牛 长　顺"),
        ("牛·长·顺", Detail.NAME, "牛·长·顺"),
        ("来电的牛先生，名长顺，称", Detail.NAME, "牛先生，名长顺"),
        ("长顺师傅说", Detail.NAME, "长顺师傅"),
        ("据反映人牛先生讲", Detail.NAME, "牛先生"),
        ("牛女士来电反映", Detail.NAME, "牛女士"),
        ("Niu Changshun 的户", Detail.NAME, "Niu Changshun"),
        ("niú cháng-shùn", Detail.NAME, "niú cháng-shùn"),
        ("ｎｉｕｃｈａｎｇｓｈｕｎ", Detail.NAME, "ｎｉｕｃｈａｎｇｓｈｕｎ"),
        ("Niu2 Zhang3shun4", Detail.NAME, "Niu2 Zhang3shun"),
        ("请打10000000001。", Detail.TELEPHONE, "10000000001"),
        ("请回电１００－００００－０００１", Detail.TELEPHONE, "１００－００００－０００１"),
        ("手机号8610000000001", Detail.TELEPHONE, "10000000001"),
        ("一零零，零零零零，零零零幺", Detail.TELEPHONE, "一零零，零零零零，零零零幺"),
        ("壹零零零零零零零零零壹", Detail.TELEPHONE, "壹零零零零零零零零零壹"),
        ("电话尾号是0001的", Detail.TELEPHONE, "0001"),
        ("号码最后四位：零零零一", Detail.TELEPHONE, "零零零一"),
        ("手机100****0001", Detail.TELEPHONE, "0001"),
        ("0001结尾的号码", Detail.TELEPHONE, "0001"),
        ("邮箱 NIU_1968 at example dot test", Detail.EMAIL, "NIU_1968 at example dot test"),
        ("微信niu-1968", Detail.EMAIL, "niu-1968"),
        ("家在上棚村三组12号", Detail.PLACE, "上棚村三组12号"),
        ("上棚村 5栋的住户", Detail.PLACE, "上棚村 5栋"),
        ("身份证110101199003074514", Detail.ID_NUMBER, "110101199003074514"),
        ("身份证 110101 19900307 451X", Detail.ID_NUMBER, "110101 19900307 451X"),
        ("老证110101900307451", Detail.ID_NUMBER, "110101900307451"),
        ("车牌云A12345的车", Detail.PLATE, "云A12345"),
        ("云Ａ·Ｄ１２３４５", Detail.PLATE, "云Ａ·Ｄ１２３４５"),
    ],
)
def test_what_was_left_is_found(text: str, detail: Detail, words: str) -> None:
    assert (detail, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "上棚村三组约二十户自18时许停电，报修电话多次无人接听。",
        "牛师傅态度差",  # somebody else of that surname: nothing says he is the complainant
        "NCS",  # initials
        "收费1000元，共0001号收据",
        "拨打0000-5550101",
        "2026年9月1日9时30分，第3号窗口",
        "文号〔2026〕12号，金额110101元",
        "长期顺延",
    ],
)
def test_an_innocent_text_passes(text: str) -> None:
    assert found(text) == []


def test_a_name_that_is_no_name_forbids_no_word() -> None:
    assert found("群众反映窗口没人", {"name": "群众"}) == []


def test_the_whole_address_is_found_in_other_numerals() -> None:
    home = {"village": "清水村3组12号"}
    assert found("住清水村三组一二号", home) == [(Detail.PLACE, "清水村三组一二号")]
    assert found("清水村停电", home) == []


def test_a_short_number_counts_only_by_itself() -> None:
    assert found("村里短号6688", {"telephone": "6688"}) == [(Detail.TELEPHONE, "6688")]
    assert found("户号1668812", {"telephone": "6688"}) == []


SURNAMES = [*"牛王张李单曾仇解欧翟吕区盖查", "欧阳", "诸葛", "单于"]
GIVEN = st.text("长顺秀云大林有福石头桂香建民秋霞玉兰小军玥芃璟瑄绿女律", min_size=1, max_size=3)
NAMES = st.tuples(st.sampled_from(SURNAMES), GIVEN).filter(lambda name: len("".join(name)) > 1)
SEPARATORS = ["", " ", "　", "·", "-", "、", ".", "  "]
BEFORE = ["", "据了解，", "The complainant ", "3月5日，", "（", "请联系"]
AFTER = ["", "称窗口没人。", " said so", "，", "）", "的诉求"]
WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789abcdefghijklmnopqrstuvwxyz@._-"}
SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")


def placed(words: str, data: st.DataObject) -> str:
    return data.draw(st.sampled_from(BEFORE)) + words + data.draw(st.sampled_from(AFTER))


@settings(max_examples=150)
@given(NAMES, st.sampled_from(SEPARATORS), st.data())
def test_every_name_is_found_in_every_spelling(name: tuple[str, str], between: str, data: st.DataObject) -> None:
    surname, given_name = name
    title = data.draw(st.sampled_from(["先生", "女士", "师傅", "老师"]))
    spellings = [
        between.join(surname + given_name),
        f"{surname}{title}{given_name}",
        f"{surname}{title}（{given_name}）",
    ]
    text = placed(data.draw(st.sampled_from(spellings)), data)
    assert Detail.NAME in {detail for detail, _words in found(text, {"name": surname + given_name})}


# Written down by hand: what the dictionary says is not asked of the dictionary.
PINYIN = {"牛长顺": "niú cháng shùn", "时巧珍": "shí qiǎo zhēn", "吕秀云": "lǚ xiù yún", "单有福": "shàn yǒu fú"}


@settings(max_examples=150)
@given(st.sampled_from(sorted(PINYIN)), st.sampled_from(["", " ", "-", "'"]), st.data())
def test_every_name_is_found_in_latin_letters(name: str, between: str, data: st.DataObject) -> None:
    toned = PINYIN[name].split()
    plain = [part.translate(str.maketrans("ǎáàúùǚǒīēíūùǐ", "aaauuüoieiuui")) for part in toned]
    typed = [part.replace("ü", data.draw(st.sampled_from(["u", "v", "yu", "ü"]))) for part in plain]
    parts = data.draw(st.sampled_from([toned, typed, [part.upper() for part in typed], [*typed[1:], typed[0]]]))
    text = data.draw(st.sampled_from(["", "据了解，", "3月5日，"])) + between.join(parts) + "，称窗口没人。"
    assert Detail.NAME in {detail for detail, _words in found(text, {"name": name})}


@settings(max_examples=150)
@given(st.from_regex(r"1[3-9][0-9]{9}|0[0-9]{11}", fullmatch=True), st.data())
def test_every_telephone_is_found_in_every_spelling(digits: str, data: st.DataObject) -> None:
    between = data.draw(st.sampled_from(SEPARATORS))
    spelt = data.draw(st.sampled_from([digits, digits.translate(WIDE), digits.translate(SPOKEN), "+86 " + digits]))
    told = data.draw(
        st.sampled_from([between.join(spelt), f"尾号{digits[-4:]}", f"最后四位{digits[-4:].translate(SPOKEN)}"])
    )
    text = placed(told, data)
    assert Detail.TELEPHONE in {detail for detail, _words in found(text, {"telephone": digits})}


@settings(max_examples=100)
@given(st.from_regex(r"[a-z][a-z0-9._]{4,9}[a-z0-9]@[a-z]{2,8}\.(?:test|example)", fullmatch=True), st.data())
def test_every_e_mail_address_is_found(address: str, data: st.DataObject) -> None:
    spelt = data.draw(st.sampled_from([address, address.upper(), address.translate(WIDE), address.replace("@", " @ ")]))
    text = (
        data.draw(st.sampled_from(["", "邮箱：", "请写信到 "]))
        + spelt
        + data.draw(st.sampled_from(["", "。", " 谢谢"]))
    )
    assert Detail.EMAIL in {detail for detail, _words in found(text, {"email": address})}


def ordinary() -> list[tuple[str, Mapping[str, str]]]:
    """The demo town's texts, each with what its complainant left, and each with what the next one left."""
    data = files("casebook.demo") / "data"
    matters = list(csv.DictReader((data / "matters.csv").read_text(encoding="utf-8").splitlines()))
    left = {row["id"]: {"name": row["name"], "telephone": row["phone"], "village": row["village"]} for row in matters}
    steps = csv.DictReader((data / "steps.csv").read_text(encoding="utf-8").splitlines())
    texts = [(row["matter"], row["text"]) for row in steps if row["text"]] + [
        (row["id"], row["text"]) for row in matters
    ]
    some = [fields for fields in left.values() if fields["name"]]
    return [
        (text, fields)
        for count, (matter, text) in enumerate(texts)
        for fields in (left[matter], some[count % len(some)])
    ]


def test_ordinary_texts_raise_no_false_alarm() -> None:
    texts = ordinary()
    assert len(texts) >= 300
    assert [(text, seen) for text, fields in texts if (seen := found(text, fields))] == []
