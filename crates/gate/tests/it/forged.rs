//! Access tokens that we did not make, of every kind that forgers are known to try, and some signed with our own key.
//!
//! Most of these are refused for one reason alone: the first test shows that the same forger, without the one thing that
//! is wrong, makes a token that opens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronya_domain::id::AccountId;
use bronya_gate::tokens::{Access, Tokens};
use jiff::{SignedDuration, Timestamp};
use ring::hmac;

use crate::tokens::{NOW, SECRET, tokens};

/// The key id of `SECRET`. It is no secret: every token says it.
fn key_id() -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    let derived = hmac::sign(&key, b"bronya access token key id/1");
    URL_SAFE_NO_PAD.encode(&derived.as_ref()[..8])
}

/// The key with which access tokens are signed, as whoever stole the secret would make it.
fn key() -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    hmac::sign(&key, b"bronya access token/1").as_ref().to_vec()
}

fn header() -> String {
    format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"{}"}}"#, key_id())
}

/// The claims of a good token, made at noon and good until a quarter past.
fn claims() -> String {
    let noon = NOW.parse::<Timestamp>().expect("an instant").as_second();
    let (before, end) = (noon - 5, noon + 900);
    format!(
        r#"{{"iss":"bronya","aud":"native","sub":"7","sid":"s1","iat":{noon},"nbf":{before},"exp":{end}}}"#
    )
}

fn signed_by(algorithm: hmac::Algorithm, key: &[u8], header: &str, claims: &str) -> String {
    let body = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let signature = hmac::sign(&hmac::Key::new(algorithm, key), body.as_bytes());
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Signed as we sign, with our own key.
fn signed(header: &str, claims: &str) -> String {
    signed_by(hmac::HMAC_SHA256, &key(), header, claims)
}

/// Our own header with something else in the place of one thing.
fn header_with(from: &str, to: &str) -> String {
    let (before, after) = (header(), header().replacen(from, to, 1));
    assert_ne!(before, after, "{from} stands in no header");
    signed(&after, &claims())
}

/// The claims of a good token with something else in the place of one thing.
fn claims_with(from: &str, to: &str) -> String {
    let (before, after) = (claims(), claims().replacen(from, to, 1));
    assert_ne!(before, after, "{from} stands in no claims");
    signed(&header(), &after)
}

fn good() -> String {
    let lives = SignedDuration::from_mins(15);
    tokens().access("native", AccountId(7), "s1", at(NOW), lives)
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn the_forger_knows_his_trade() {
    assert_eq!(signed(&header(), &claims()), good());
    let access = Access {
        account: Some(AccountId(7)),
        session: "s1".to_owned(),
    };
    assert_eq!(tokens().read_access("native", &good(), at(NOW)), Ok(access));
}

#[test]
fn no_forged_token_opens() {
    let forged: Vec<(&str, String)> = [
        algorithms(),
        keys(),
        headers(),
        values(),
        shapes(),
        damaged(),
        strangers(),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert!(forged.len() >= 60, "only {} forged tokens", forged.len());
    for (name, token) in &forged {
        let said = tokens().read_access("native", token, at(NOW));
        let denial = said.map(|_| ()).expect_err(name);
        assert_eq!(
            (denial.status.as_u16(), denial.code, denial.field.as_deref()),
            (401, "unknown_credentials", Some("Authorization")),
            "{name}"
        );
    }
    for (name, token) in &forged {
        if *name != "a refresh token" {
            assert_eq!(tokens().read_refresh(token), None, "{name}");
        }
        if *name != "a ticket" {
            assert_eq!(tokens().read_ticket("reset", token), None, "{name}");
        }
    }
}

/// Other algorithms than ours, and none.
fn algorithms() -> Vec<(&'static str, String)> {
    let unsigned = |algorithm: &str| {
        let header = header().replace("HS256", algorithm);
        let body = [header, claims()].map(|part| URL_SAFE_NO_PAD.encode(part));
        format!("{}.{}.", body[0], body[1])
    };
    let named = |algorithm: &str| header().replace("HS256", algorithm);
    let by = |algorithm, named: String| signed_by(algorithm, &key(), &named, &claims());
    let good_signature = good()
        .rsplit('.')
        .next()
        .map(str::to_owned)
        .expect("a signature");
    vec![
        ("alg none", unsigned("none")),
        ("alg None", unsigned("None")),
        ("alg NONE", unsigned("NONE")),
        ("alg nOnE", unsigned("nOnE")),
        ("alg HS256 without a signature", unsigned("HS256")),
        (
            "alg none with a good signature",
            format!("{}{good_signature}", unsigned("none")),
        ),
        ("alg none, signed", by(hmac::HMAC_SHA256, named("none"))),
        ("HS384 with our key", by(hmac::HMAC_SHA384, named("HS384"))),
        ("HS512 with our key", by(hmac::HMAC_SHA512, named("HS512"))),
        (
            "called HS256, signed with HS512",
            by(hmac::HMAC_SHA512, header()),
        ),
        (
            "called HS512, signed with HS256",
            by(hmac::HMAC_SHA256, named("HS512")),
        ),
        ("called RS256", by(hmac::HMAC_SHA256, named("RS256"))),
        ("called PS256", by(hmac::HMAC_SHA256, named("PS256"))),
        ("called ES256", by(hmac::HMAC_SHA256, named("ES256"))),
        ("called EdDSA", by(hmac::HMAC_SHA256, named("EdDSA"))),
        ("called hs256", by(hmac::HMAC_SHA256, named("hs256"))),
        ("SHA-1", by(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, header())),
        ("alg missing", header_with(r#""alg":"HS256","#, "")),
        ("alg null", header_with(r#""HS256""#, "null")),
        ("alg a list", header_with(r#""HS256""#, r#"["HS256"]"#)),
    ]
}

/// Keys that are not ours, and names of keys.
fn keys() -> Vec<(&'static str, String)> {
    let by = |key: &[u8]| signed_by(hmac::HMAC_SHA256, key, &header(), &claims());
    let named = |name: &str| header_with(&key_id(), name);
    vec![
        ("empty key", by(b"")),
        ("a zero byte for a key", by(b"\0")),
        ("the secret itself", by(SECRET)),
        (
            "another secret",
            by(b"another secret of another installation"),
        ),
        ("the key id for a key", by(key_id().as_bytes())),
        (
            "no kid",
            header_with(&format!(r#","kid":"{}""#, key_id()), ""),
        ),
        ("kid empty", named("")),
        ("kid a path", named("../../../../dev/null")),
        ("kid SQL", named("x' UNION SELECT '' --")),
        ("kid a command", named("|/bin/true")),
        ("kid a URL", named("https://evil.example/key")),
        ("kid with a zero", named(r"\u0000")),
        (
            "kid a number",
            header_with(&format!(r#""{}""#, key_id()), "1"),
        ),
    ]
}

/// Headers that are signed well and say too much.
fn headers() -> Vec<(&'static str, String)> {
    let also = |member: &str| header_with("}", &format!(",{member}}}"));
    vec![
        ("typ JWT", header_with("at+jwt", "JWT")),
        ("typ AT+JWT", header_with("at+jwt", "AT+JWT")),
        ("typ missing", header_with(r#""typ":"at+jwt","#, "")),
        ("jku", also(r#""jku":"https://evil.example/keys""#)),
        ("x5u", also(r#""x5u":"https://evil.example/cert""#)),
        ("x5c", also(r#""x5c":["MIIB"]"#)),
        ("jwk", also(r#""jwk":{"kty":"oct","k":"AA"}"#)),
        ("crit", also(r#""crit":["exp"]"#)),
        ("crit empty", also(r#""crit":[]"#)),
        ("b64", also(r#""b64":false"#)),
        ("cty JWT", also(r#""cty":"JWT""#)),
        ("zip", also(r#""zip":"DEF""#)),
        ("jku null", also(r#""jku":null"#)),
        ("alg twice", also(r#""alg":"none""#)),
        ("alg twice alike", also(r#""alg":"HS256""#)),
        ("kid twice", also(r#""kid":"other""#)),
    ]
}

/// Claims that are signed well and say the wrong thing.
fn values() -> Vec<(&'static str, String)> {
    let noon = at(NOW).as_second();
    let time = |name: &str, from: i64, to: &str| {
        claims_with(&format!(r#""{name}":{from}"#), &format!(r#""{name}":{to}"#))
    };
    let exp = |to: &str| time("exp", noon + 900, to);
    let nbf = |to: &str| time("nbf", noon - 5, to);
    vec![
        ("another realm", claims_with("native", "garden")),
        (
            "a list of realms",
            claims_with(r#""native""#, r#"["native","garden"]"#),
        ),
        (
            "a list of one realm",
            claims_with(r#""native""#, r#"["native"]"#),
        ),
        ("no realm", claims_with(r#""aud":"native","#, "")),
        ("another issuer", claims_with("bronya", "bronya2")),
        ("no issuer", claims_with(r#""iss":"bronya","#, "")),
        ("sub a number", claims_with(r#""7""#, "7")),
        ("sub with a sign", claims_with(r#""7""#, r#""x7""#)),
        (
            "sub too large",
            claims_with(r#""7""#, r#""99999999999999999999""#),
        ),
        ("no sub", claims_with(r#""sub":"7","#, "")),
        ("no session", claims_with(r#""sid":"s1","#, "")),
        ("session a number", claims_with(r#""s1""#, "1")),
        ("nbf a second ahead", nbf(&(noon + 1).to_string())),
        ("nbf as text", nbf(r#""1""#)),
        (
            "nbf missing",
            claims_with(&format!(r#""nbf":{},"#, noon - 5), ""),
        ),
        ("negative nbf", nbf("-1")),
        ("negative iat", time("iat", noon, "-1")),
        ("negative exp", exp("-1")),
        (
            "exp missing",
            claims_with(&format!(r#","exp":{}"#, noon + 900), ""),
        ),
        ("exp null", exp("null")),
        ("exp as text", exp(&format!(r#""{}""#, noon + 900))),
        ("exp with a fraction", exp(&format!("{}.5", noon + 900))),
        ("exp as 1e30", exp("1e30")),
        ("exp beyond all numbers", exp("99999999999999999999")),
        ("exp true", exp("true")),
    ]
}

/// What is signed well and has the wrong form.
fn shapes() -> Vec<(&'static str, String)> {
    let of = |claims: &str| signed(&header(), claims);
    let also = |member: &str| claims_with("}", &format!(",{member}}}"));
    let inner = claims().trim_matches(['{', '}']).to_owned();
    let values: Vec<&str> = inner
        .split(',')
        .filter_map(|claim| claim.split_once(':'))
        .map(|(_, value)| value)
        .collect();
    let mut deep = "[".repeat(600);
    deep.push_str(&"]".repeat(600));
    vec![
        ("sub twice", also(r#""sub":"8""#)),
        ("sub twice alike", also(r#""sub":"7""#)),
        ("exp twice", also(r#""exp":4102444800"#)),
        (
            "sub once more, spelt with an escape",
            also(r#""\u0073ub":"8""#),
        ),
        (
            "sub spelt with an escape",
            claims_with(r#""sub""#, r#""s\u0075b""#),
        ),
        ("a claim of no kind", also(r#""admin":true"#)),
        (
            "other order",
            of(&format!(
                r#"{{"sub":"7",{}}}"#,
                inner.replace(r#""sub":"7","#, "")
            )),
        ),
        ("blanks between", of(&claims().replace(',', ", "))),
        ("a blank after it", of(&format!("{} ", claims()))),
        (
            "a list of the claims",
            of(&format!("[{}]", values.join(","))),
        ),
        ("a list with the claims", of(&format!("[{}]", claims()))),
        ("nested", of(&format!(r#"{{"claims":{}}}"#, claims()))),
        ("a text", of(r#""native""#)),
        ("null", of("null")),
        ("nothing", of("")),
        ("no JSON", of("sub=7&aud=native")),
        ("two values", of(&format!("{0}{0}", claims()))),
        ("deeply nested", of(&deep)),
        ("a token in a token", of(&format!(r#""{}""#, good()))),
        (
            "a header that is a list",
            signed(r#"["at+jwt","HS256"]"#, &claims()),
        ),
        ("a header that is nothing", signed("", &claims())),
    ]
}

/// What somebody did to a good token.
fn damaged() -> Vec<(&'static str, String)> {
    let good = good();
    let (body, signature) = good.rsplit_once('.').expect("three parts");
    let (head, payload) = body.split_once('.').expect("three parts");
    let last = if signature.ends_with('A') { 'B' } else { 'A' };
    let flipped = if payload.ends_with('Q') { 'A' } else { 'Q' };
    let other = claims().replace(r#""7""#, r#""8""#);
    let stolen = URL_SAFE_NO_PAD.encode(other);
    vec![
        ("cut short", good[..good.len() - 1].to_owned()),
        ("half", good[..good.len() / 2].to_owned()),
        ("without a signature", body.to_owned()),
        ("an empty signature", format!("{body}.")),
        ("something behind", format!("{good}A")),
        ("a dot behind", format!("{good}.")),
        ("a fourth part", format!("{good}.{signature}")),
        ("a line end behind", format!("{good}\n")),
        ("a blank before", format!(" {good}")),
        ("padded", format!("{body}.{signature}=")),
        ("padded payload", format!("{head}.{payload}=.{signature}")),
        (
            "Base64 of the other kind",
            format!("{body}.{}", signature.replace(['-', '_'], "+")),
        ),
        (
            "the last bits of the signature",
            format!("{body}.{}{last}", &signature[..42]),
        ),
        (
            "the last bits of the payload",
            format!(
                "{head}.{}{flipped}.{signature}",
                &payload[..payload.len() - 1]
            ),
        ),
        (
            "another account, our signature",
            format!("{head}.{stolen}.{signature}"),
        ),
        (
            "a signature of zeros",
            format!("{body}.{}", URL_SAFE_NO_PAD.encode([0; 32])),
        ),
        ("huge", format!("{body}.{}", "A".repeat(10_000_000))),
        (
            "huge, signed",
            claims_with(r#""s1""#, &format!(r#""{}""#, "s".repeat(100_000))),
        ),
        ("a JWE", format!("{head}....{signature}")),
        (
            "JSON instead of a compact form",
            format!(r#"{{"payload":"{payload}","signature":"{signature}"}}"#),
        ),
    ]
}

/// What is no access token of ours at all.
fn strangers() -> Vec<(&'static str, String)> {
    let of = |tokens: Tokens| {
        let lives = SignedDuration::from_mins(15);
        tokens.access("native", AccountId(7), "s1", at(NOW), lives)
    };
    vec![
        ("nothing at all", String::new()),
        ("a blank", " ".to_owned()),
        ("dots", "..".to_owned()),
        ("many dots", ".".repeat(1_000)),
        ("not in Latin", "ключ.от.двери".to_owned()),
        ("a refresh token", tokens().refresh("s1", 1)),
        ("a ticket", tokens().ticket("reset", 7)),
        ("a ticket for access", tokens().ticket("access token", 7)),
        (
            "of another installation",
            of(Tokens::new(b"other", "bronya")),
        ),
        ("of another issuer", of(Tokens::new(SECRET, "other"))),
    ]
}
