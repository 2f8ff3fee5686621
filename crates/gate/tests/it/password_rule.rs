//! Which new passwords will do, and which a stranger would try first.

use bronya_gate::passwords::{Needs, PasswordRule};

/// Anna Petrova registers.
const ANNA: [&str; 3] = ["anna.petrova@example.org", "Анна", "Петрова"];

#[track_caller]
fn check(password: &str, expected: Result<(), &str>) {
    let said = PasswordRule::NATIVE.check(password, &ANNA);
    let code = said.as_ref().map_err(|denial| denial.code);
    assert_eq!(
        code,
        expected.as_ref().map_err(|code| *code),
        "{password:?}"
    );
    if let Err(denial) = said {
        assert_eq!(denial.status.as_u16(), 422);
        assert_eq!(denial.field.as_deref(), Some("password"));
    }
}

const GOOD: [&str; 22] = [
    "v8#kQz!m2Lp0",
    "correct horse battery staple",
    "правильно лошадь батарея",
    "дождь-по-крыше-7",
    "tuesday blue kettle",
    "Zt6-Xb9-Qk3",
    "kdu28vbw",
    "wqkfhzbt",
    "шщжзъэюб",
    "😀😃😄😁😆😅🤣😂",
    "密码密码不是好的选择",
    "purple77lantern",
    "anna loves tall ships",
    "annapolis-harbour",
    "моя анна не спит",
    "8264915370",
    "horse82649153",
    "no spaces trimmed ",
    "qwe8rty!zxc",
    "abc4xyz9klm2",
    "31.02.2190-x-41",
    "\u{e9}t\u{e9}-\u{e0}-la-plage",
];

const COMMON: [&str; 44] = [
    "password",
    "PASSWORD",
    "Password1",
    "password12345678",
    "P@ssw0rd",
    "p4$$w0rd!",
    "1234password",
    "!!dragon!!",
    "sunshine2024",
    "iloveyou",
    "administrator1",
    "bronya2026",
    "12345678",
    "87654321",
    "1234512345",
    "00000000",
    "aaaaaaaaaaaa",
    "abababab",
    "abcabcabc",
    "abcdefgh",
    "qwertyuiop",
    "poiuytrewq",
    "qwerty123456",
    "asdfghjkl",
    "1qaz2wsx",
    "qazwsxedc",
    "zaq12wsx",
    "1q2w3e4r5t",
    "passwordpassword",
    "01011990",
    "1990-12-31",
    "31.12.1999",
    "        ",
    "йцукен123",
    "йцукенгш",
    "фывапролдж",
    "пароль123",
    "ПАРОЛЬ!!!",
    "привет2024",
    "любовь777",
    "ghbdtn123",
    "gfhjkmgfhjkm",
    "зфыыцщкв",
    "parol12345",
];

#[test]
fn anna_may_take_what_nobody_tries_first() {
    GOOD.iter().for_each(|password| check(password, Ok(())));
}

#[test]
fn what_strangers_try_first_is_refused_in_both_languages() {
    for password in COMMON {
        check(password, Err("password_common"));
    }
}

#[test]
fn her_own_name_is_no_password_however_she_dresses_it() {
    for password in [
        "anna.petrova@example.org",
        "annapetrova",
        "Anna1990",
        "petrova-anna",
        "annaannaanna",
        "Анна2024!",
        "петрова1",
        "gtnhjdf12",
        "12345anna",
    ] {
        check(password, Err("password_personal"));
    }
    let without_her = PasswordRule::NATIVE.check("petrova-anna", &[]);
    assert_eq!(without_her, Ok(()), "it is hers, and only hers");
}

#[test]
fn length_is_counted_in_characters() {
    check("kz7!fw", Err("password_too_short"));
    check("kz7!fwq", Err("password_too_short"));
    check("kz7!fwqb", Ok(()));
    check("жъ7!фщы", Err("password_too_short"));
    check("жъ7!фщыб", Ok(()));
    let long: String = "kz7!fwqbжъ9-".chars().cycle().take(129).collect();
    let fits: String = long.chars().take(128).collect();
    check(&fits, Ok(()));
    check(&long, Err("password_too_long"));
    check(&"a".repeat(10_000_000), Err("password_too_long"));
}

#[test]
fn a_realm_may_ask_for_other_things() {
    let lax = PasswordRule {
        least: 4,
        most: 10,
        needs: Needs::Nothing,
        refuse_common: false,
        refuse_personal: false,
    };
    assert_eq!(lax.check("anna", &ANNA), Ok(()));
    assert_eq!(lax.check("password", &ANNA), Ok(()));
    let denial = lax.check("abc", &ANNA).expect_err("it is too short");
    assert_eq!(denial.detail, "A password has at least 4 characters.");
}

#[test]
fn no_answer_repeats_the_password() {
    for password in COMMON.iter().chain(&["petrova-anna", "marker"]) {
        let denial = PasswordRule::NATIVE
            .check(password, &ANNA)
            .expect_err("all of these are refused");
        let said = format!("{denial:?}")
            .replace("\"password\"", "")
            .replace("password_", "");
        let said = said.replace("The password", "");
        assert!(
            !said.contains(*password) || password.trim().is_empty(),
            "{said}"
        );
    }
}

#[test]
fn a_realm_may_take_anything_or_ask_for_letters_and_digits() {
    for password in ["", "a", " ", "\0", "пароль", &"a".repeat(4096)] {
        assert_eq!(PasswordRule::ANYTHING.check(password, &ANNA), Ok(()));
    }
    for long in ["a".repeat(4097), "я".repeat(2049)] {
        let denial = PasswordRule::ANYTHING.check(&long, &ANNA);
        assert_eq!(denial.expect_err("too long").code, "password_too_long");
    }
    let mixed = PasswordRule {
        needs: Needs::LatinAndDigit,
        ..PasswordRule::ANYTHING
    };
    assert_eq!(mixed.check("a1", &ANNA), Ok(()));
    assert_eq!(mixed.check("Я1Яa", &ANNA), Ok(()));
    for plain in ["", "a", "1", "A1", "я1", "a١"] {
        let denial = mixed.check(plain, &ANNA).expect_err(plain);
        assert_eq!(denial.code, "password_too_plain", "{plain}");
        assert_eq!(denial.field.as_deref(), Some("password"));
    }
}
