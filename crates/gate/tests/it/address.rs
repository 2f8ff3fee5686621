//! Where a request comes from, and how nobody moves himself elsewhere by writing headers.

use std::net::IpAddr;

use axum::http::HeaderMap;
use bronya_gate::address::{ClientAddress, Proxies, client};

fn proxies() -> Proxies {
    "127.0.0.1, 10.0.0.0/8,2001:db8:ffff::/48"
        .parse()
        .expect("a list")
}

/// Where a request seems to come from that `peer` sent with these lines of `X-Forwarded-For`.
fn seen(peer: &str, lines: &[&[u8]]) -> ClientAddress {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(
            "x-forwarded-for",
            line.to_vec().try_into().expect("a header"),
        );
    }
    client(
        Some(peer.parse().expect("an address")),
        &headers,
        &proxies(),
    )
}

#[track_caller]
fn check(peer: &str, lines: &[&str], expected: &str) {
    let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
    assert_eq!(seen(peer, &lines).to_string(), expected, "{peer} {lines:?}");
}

#[test]
fn a_stranger_moves_nothing_by_what_he_writes() {
    for forged in [
        "198.51.100.1",
        "127.0.0.1",
        "10.1.2.3, 10.1.2.4",
        "198.51.100.1, 10.1.2.3",
        "unknown",
        "",
        ",,,",
    ] {
        check("203.0.113.7", &[forged], "203.0.113.7");
        check("203.0.113.7", &[forged, forged], "203.0.113.7");
        // Behind a proxy he may write what he likes too: the proxy adds where he came from.
        check(
            "127.0.0.1",
            &[&format!("{forged}, 203.0.113.7")],
            "203.0.113.7",
        );
        check("127.0.0.1", &[forged, "203.0.113.7"], "203.0.113.7");
        check(
            "127.0.0.1",
            &[&format!("{forged},203.0.113.7, 10.1.2.3")],
            "203.0.113.7",
        );
    }
    let mut headers = HeaderMap::new();
    for name in [
        "forwarded",
        "x-real-ip",
        "cf-connecting-ip",
        "true-client-ip",
        "x-client-ip",
    ] {
        headers.insert(name, "198.51.100.1".parse().expect("a header"));
    }
    let peer: IpAddr = "127.0.0.1".parse().expect("an address");
    assert_eq!(
        client(Some(peer), &headers, &proxies()).address(),
        Some(peer)
    );
}

#[test]
fn a_proxy_is_believed_about_its_callers() {
    check("127.0.0.1", &["203.0.113.7"], "203.0.113.7");
    check("127.0.0.1", &["203.0.113.7, 10.1.2.3"], "203.0.113.7");
    check("127.0.0.1", &["203.0.113.7", "10.1.2.3"], "203.0.113.7");
    check("::ffff:127.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7");
    check("2001:db8:ffff::1", &["2001:db8:1::9"], "2001:db8:1::9");
    check("127.0.0.1", &["203.0.113.7:51234"], "203.0.113.7");
    check("127.0.0.1", &["[2001:db8:1::9]:51234"], "2001:db8:1::9");
    // Somebody inside the proxies' own network calls.
    check("127.0.0.1", &["10.1.2.3"], "10.1.2.3");
    check("127.0.0.1", &[], "127.0.0.1");
}

#[test]
fn where_the_trail_cannot_be_read_the_last_proxy_on_it_answers() {
    for unreadable in [
        "unknown",
        "_hidden",
        "",
        "203.0.113",
        "203.0.113.7.9",
        "1.2.3.4:99999",
        "<script>",
    ] {
        check("127.0.0.1", &[unreadable], "127.0.0.1");
        check(
            "127.0.0.1",
            &[&format!("198.51.100.1, {unreadable}, 10.1.2.3")],
            "10.1.2.3",
        );
    }
    assert_eq!(seen("127.0.0.1", &[b"\xff\xfe"]).to_string(), "127.0.0.1");
}

#[test]
fn without_listed_proxies_nobody_is_believed() {
    let mut headers = HeaderMap::new();
    headers.insert("x-forwarded-for", "198.51.100.1".parse().expect("a header"));
    let peer: IpAddr = "127.0.0.1".parse().expect("an address");
    assert_eq!(
        client(Some(peer), &headers, &Proxies::default()).address(),
        Some(peer)
    );
    let nowhere = client(None, &headers, &proxies());
    assert_eq!(
        (nowhere.address(), nowhere.bucket()),
        (None, "unknown".to_owned())
    );
}

#[test]
fn a_subscriber_has_one_bucket_however_many_addresses_are_his() {
    let bucket = |peer: &str| seen(peer, &[]).bucket();
    assert_eq!(bucket("203.0.113.7"), "203.0.113.7");
    assert_eq!(bucket("::ffff:203.0.113.7"), "203.0.113.7");
    assert_ne!(bucket("203.0.113.7"), bucket("203.0.113.8"));
    assert_eq!(bucket("2001:db8:1:2::1"), "2001:db8:1:2::/64");
    assert_eq!(
        bucket("2001:db8:1:2:ffff:ffff:ffff:ffff"),
        "2001:db8:1:2::/64"
    );
    assert_eq!(bucket("2001:db8:1:3::"), "2001:db8:1:3::/64");
    assert_eq!(bucket("2001:db8:1:1:ffff::"), "2001:db8:1:1::/64");
}

#[test]
fn a_list_of_proxies_is_read_or_refused() {
    for good in [
        "",
        " ",
        "127.0.0.1",
        "10.0.0.0/8",
        "::1,127.0.0.1",
        " ::1 , 127.0.0.1 ",
        "::ffff:10.0.0.0/104",
    ] {
        assert!(good.parse::<Proxies>().is_ok(), "{good:?}");
    }
    for bad in [
        "localhost",
        "10.0.0.0/33",
        "10.0.0/8",
        "127.0.0.1;::1",
        "127.0.0.1:80",
        "*",
    ] {
        let error = bad.parse::<Proxies>().expect_err(bad);
        assert!(error.to_string().contains(bad), "{error}");
    }
    let mapped: Proxies = "::ffff:10.0.0.0/104".parse().expect("a list");
    assert_eq!(mapped, "10.0.0.0/8".parse().expect("a list"));
}
