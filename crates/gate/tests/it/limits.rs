//! How often somebody may try, by the clock that is handed in.

use bronya_gate::Denial;
use bronya_gate::limits::{Limit, LimitOptions, Limits, Rate};
use jiff::{SignedDuration, Timestamp};

/// Three tries a minute for logins, and the usual for everything else.
fn limits() -> Limits {
    Limits::new(&LimitOptions {
        login: Rate::of(3, 60),
        ..LimitOptions::default()
    })
}

fn at(seconds: f64) -> Timestamp {
    let noon: Timestamp = "2026-11-20T12:00:00Z".parse().expect("an instant");
    noon + SignedDuration::from_secs_f64(seconds)
}

#[track_caller]
fn refused(said: Result<(), Denial>) -> u32 {
    let denial = said.expect_err("it comes too soon");
    assert_eq!((denial.status.as_u16(), denial.code), (429, "rate_limited"));
    denial.retry_after.expect("a time after which to try again")
}

#[test]
fn who_tries_too_often_is_told_when_to_try_again() {
    let limits = limits();
    let anna = |seconds| limits.take(Limit::Login, "anna", at(seconds));
    for _ in 0..3 {
        assert_eq!(anna(0.0), Ok(()));
    }
    assert_eq!(refused(anna(0.0)), 20);
    assert_eq!(refused(anna(0.1)), 20, "whole seconds, and never too few");
    assert_eq!(refused(anna(19.0)), 1);
    assert_eq!(refused(anna(19.999)), 1, "never none");
    assert_eq!(anna(20.0), Ok(()), "as it was told");
    assert_eq!(refused(anna(20.0)), 20);
    let denial = anna(20.0).expect_err("it comes too soon");
    assert!(denial.detail.contains("login"), "{}", denial.detail);
    for _ in 0..3 {
        assert_eq!(anna(80.0), Ok(()), "after a minute all are back");
    }
    assert_eq!(refused(anna(80.0)), 20);
}

#[test]
fn being_refused_costs_nothing_and_hurts_nobody_else() {
    let limits = limits();
    let take = |limit, key: &str, seconds| limits.take(limit, key, at(seconds));
    for _ in 0..1_000 {
        let _ = take(Limit::Login, "anna", 0.0);
    }
    assert_eq!(
        take(Limit::Login, "anna", 20.0),
        Ok(()),
        "refused tries did not put it off"
    );
    assert_eq!(take(Limit::Login, "ivan", 0.0), Ok(()));
    assert_eq!(
        take(Limit::LoginAddress, "anna", 0.0),
        Ok(()),
        "limits do not mix"
    );
    assert_eq!(take(Limit::Login, &"a".repeat(1_000_000), 0.0), Ok(()));
}

#[test]
fn five_letters_an_hour_are_enough_to_reset_a_password() {
    let limits = Limits::new(&LimitOptions::default());
    for _ in 0..5 {
        assert_eq!(
            limits.take(Limit::Reset, "anna@example.org", at(0.0)),
            Ok(())
        );
    }
    assert_eq!(
        refused(limits.take(Limit::Reset, "anna@example.org", at(0.0))),
        720
    );
}

#[test]
fn every_limit_bites_by_default_and_none_when_they_are_off() {
    let (limits, off) = (Limits::new(&LimitOptions::default()), Limits::off());
    for limit in Limit::ALL {
        let tries = || (0..1_000).map(|_| limits.take(limit, "key", at(0.0)));
        assert!(
            tries().any(|said| said.is_err()),
            "{} never bites",
            limit.name()
        );
        let free = (0..1_000).all(|_| off.take(limit, "key", at(0.0)).is_ok());
        assert!(free, "{} bites though it is off", limit.name());
    }
    let one_off = Limits::new(&LimitOptions {
        reset: Rate::Off,
        ..LimitOptions::default()
    });
    assert!((0..1_000).all(|_| one_off.take(Limit::Reset, "key", at(0.0)).is_ok()));
}

#[test]
fn a_clock_that_is_set_back_locks_nobody_out_for_long() {
    let limits = limits();
    let far = at(10.0 * 365.0 * 86_400.0);
    for _ in 0..4 {
        let _ = limits.take(Limit::Login, "anna", far);
    }
    assert!(refused(limits.take(Limit::Login, "anna", at(0.0))) <= 20);
    assert_eq!(limits.take(Limit::Login, "anna", at(20.0)), Ok(()));
    let before_time = Timestamp::from_second(-1).expect("an instant");
    let _ = limits.take(Limit::Login, "ivan", before_time);
}

#[test]
fn a_flood_of_keys_neither_fills_the_memory_nor_frees_the_one_at_hand() {
    let limits = limits();
    let take = |key: &str| limits.take(Limit::Login, key, at(0.0));
    for _ in 0..3 {
        assert_eq!(take("forgotten"), Ok(()));
        assert_eq!(take("remembered"), Ok(()));
    }
    for number in 0..200_000 {
        let key = number.to_string();
        (0..3).for_each(|_| assert_eq!(take(&key), Ok(()), "{key} is new"));
        assert!(take(&key).is_err(), "{key} is at hand, however full it is");
        if number % 10_000 == 0 {
            assert!(
                take("remembered").is_err(),
                "who keeps trying is not forgotten, {number}"
            );
        }
    }
    let kept = limits.remembered(Limit::Login);
    assert!(
        (Limits::MOST_KEYS / 2..=Limits::MOST_KEYS).contains(&kept),
        "{kept}"
    );
    assert_eq!(
        take("forgotten"),
        Ok(()),
        "who tried longest ago went first"
    );
    assert!(take("199999").is_err(), "who tried last is still there");
}

#[test]
fn many_at_once_get_no_more_than_one_after_the_other() {
    let limits = limits();
    let passed: usize = std::thread::scope(|scope| {
        let tries = || {
            (0..500)
                .filter(|_| limits.take(Limit::Login, "anna", at(0.0)).is_ok())
                .count()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(tries)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread"))
            .sum()
    });
    assert_eq!(passed, 3);
}

#[test]
fn a_rate_is_written_as_it_is_read() {
    for text in [
        "10/15m",
        "5/1h",
        "1/1s",
        "1000000/30d",
        "7/90s",
        "3/36h",
        "off",
    ] {
        let rate: Rate = text.parse().expect(text);
        assert_eq!(rate.to_string(), text);
        let json: Rate = serde_json::from_value(text.into()).expect(text);
        assert_eq!(json, rate);
    }
    let same: Rate = "10/900s".parse().expect("a rate");
    assert_eq!(same.to_string(), "10/15m");
    for bad in [
        "",
        "10",
        "/",
        "10/",
        "/15m",
        "0/15m",
        "10/0m",
        "-1/15m",
        "+1/15m",
        "10/+15m",
        "10/15",
        "10/15M",
        "10/15w",
        "10/m",
        " 10/15m",
        "10/15m ",
        "10/15 m",
        "1.5/1h",
        "10/1.5h",
        "1000001/1h",
        "1/31d",
        "99999999999/1h",
        "1/4294967295d",
        "10/15m/1h",
        "OFF",
        "on",
        "١٠/15m",
        "10/15ч",
    ] {
        assert!(bad.parse::<Rate>().is_err(), "{bad:?}");
    }
}
