"""A judgment in tables for people, in Thai and English side by side, with notes that cite the law."""

from typing import Any

Told = dict[str, Any]
TABLE_TH = {
    "agriculture": "เกษตรกรรม",
    "main_home": "บ้านหลัก",
    "main_home_building": "บ้านหลัก (เฉพาะบ้าน)",
    "other_residence": "อยู่อาศัยอื่น",
    "other_use": "ใช้ประโยชน์อื่น",
    "vacant": "ว่างเปล่า",
    "exempt": "ได้รับยกเว้น",
}
STEPS = (
    ("value", "มูลค่า value"),
    ("exemption", "ยกเว้น exemption"),
    ("net", "ฐานภาษีสุทธิ net base"),
    ("tax", "ภาษี tax"),
    ("escalation", "ในนี้ส่วนเพิ่มว่างเปล่า of it for vacancy"),
    ("relief", "ลดภาษี relief"),
    ("phase_in", "บรรเทาภาระ phase-in"),
    ("payable", "ต้องชำระ payable"),
)


def tell(told: Told) -> str:
    """The whole judgment as lines of text."""
    notes: dict[str, int] = {}
    rows = [f"ปีภาษี {told['tax_year_be']} tax year"]
    rows += ["", *(_property(one, notes) for one in told["properties"])]
    for line in told["lines"]:
        rows += ["", *_line(line, notes)]
    for bill in told["bills"]:
        rows += ["", f"รวม total {' + '.join(bill['owner'])}: {_money(bill['payable_baht'])} บาท baht"]
    for sign in told["signs"]:
        rows.append(f"ป้าย sign {sign['id']}: {_money(sign['tax_baht'])} บาท baht {_notes(sign, notes)}")
    rows += ["", *(f"[{number}] {text}" for text, number in notes.items())]
    return "\n".join(rows)


def _property(one: Told, notes: dict[str, int]) -> str:
    """Area by price, less depreciation."""
    less = f" - {one['depreciation_percent']} %" if one["depreciation_percent"] else ""
    value = f"{_plain(one['area'])} x {_plain(one['price_baht'])} = {_money(one['gross_baht'])}{less}"
    untaxed = "" if one["is_taxed"] else "  ไม่เสียภาษี not taxed"
    return f"{one['kind']} {one['id']}: {value} = {_money(one['value_baht'])}{untaxed} {_notes(one, notes)}"


def _plain(number: str) -> str:
    whole, dot, rest = number.partition(".")
    return f"{int(whole):,}{dot}{rest}"


def _line(line: Told, notes: dict[str, int]) -> list[str]:
    name = f"{line['number']}. {line['property']['kind']} {line['property']['id']}"
    rows = [f"{name}  {TABLE_TH[line['table']]} {line['table']}  {line['share']}  {_notes(line, notes)}"]
    for key, words in STEPS:
        amount = line[f"{key}_baht"]
        if amount != "0.00" or key in ("value", "payable"):
            rows.append(f"     {_money(amount):>24}  {words}")
        if key == "net":
            rows += [_slice(part) for part in line["slices"]]
    return rows


def _slice(part: Told) -> str:
    return f"     {'':>24}    {_money(part['base_baht'])} x {part['percent']} % = {_money(part['tax_baht'])}"


def _notes(told: Told, notes: dict[str, int]) -> str:
    numbers = [notes.setdefault(_note(rule), len(notes) + 1) for rule in told["citations"]]
    return "".join(f"[{number}]" for number in numbers)


def _note(rule: Told) -> str:
    text = f"{rule['cite_th']} | {rule['cite']}"
    return f"{text} | ข้อสงสัย: {rule['doubt_th']} | Doubt: {rule['doubt']}" if "doubt" in rule else text


def _money(amount: str) -> str:
    whole, satang = amount.split(".")
    return f"{int(whole):,}.{satang}"
