//! How often somebody may try what could be abused, as the settings write it.

use anyhow::{Context, bail};
use bronya_gate::limits::{Limit, LimitOptions, Limits};

/// Reads `on`, `off`, or changes of single limits such as `login=20/15m,reset=off`.
pub fn read(text: &str) -> anyhow::Result<Limits> {
    match text.trim() {
        "off" => return Ok(Limits::off()),
        "on" | "" => return Ok(Limits::new(&LimitOptions::default())),
        _ => {}
    }
    let mut options = LimitOptions::default();
    for change in text.split(',') {
        let Some((name, rate)) = change.trim().split_once('=') else {
            bail!("a limit is written like login=20/15m, and {change:?} is not");
        };
        let limit = Limit::ALL.into_iter().find(|limit| limit.name() == name);
        let limit = limit.with_context(|| {
            let names = Limit::ALL.map(Limit::name).join(", ");
            format!("there is no limit {name:?}; there are {names}")
        })?;
        let rate = rate.parse();
        *options.rate_mut(limit) = rate.with_context(|| format!("the limit {name}"))?;
    }
    Ok(Limits::new(&options))
}

/// What is said at start where nothing keeps anybody from trying.
pub fn warning(text: &str) -> Option<&'static str> {
    (text.trim() == "off").then_some(
        "WARNING: --limits off: nothing keeps anybody from guessing passwords and keys or from flooding this server. \
         Only for tests and benches.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_on_off_or_changed_one_by_one() {
        for text in ["on", "off", "login=20/15m", "login=off, reset=3/1h"] {
            assert!(read(text).is_ok(), "{text}");
        }
        for text in [
            "of",
            "login",
            "login=",
            "login=0",
            "logins=1/1h",
            "login=20/15m,",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(warning("off").is_some());
        assert!(warning("on").is_none());
    }
}
