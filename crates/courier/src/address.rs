//! What an e-mail address is. Every address passes here before it comes near a header or a mail server.

use lettre::Address;
use url::Host;

/// The longest address that a mail server takes (RFC 5321), in bytes.
const MOST: usize = 254;
/// The longest part before the `@`, in bytes.
const LOCAL_MOST: usize = 64;

/// Why a text is no address that a letter can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It is longer than mail servers take.
    #[error("an address has at most 254 bytes, 64 of them before the @")]
    TooLong,
    /// It holds what would end an address or a line.
    #[error("an address holds no space, quotation mark, bracket or control character")]
    Unfit,
    /// It has no name, no host, or one that cannot exist.
    #[error("an address has the form name@host")]
    Shapeless,
}

/// Reads an address strictly. A host in another script becomes its ASCII form, which every mail server understands; a
/// name in another script stays as it is.
///
/// Quoted names (`"a b"@host`) exist in the standard and nowhere else; they are refused, because half of the programs
/// on the way read them wrongly.
pub fn read(text: &str) -> Result<Address, BadAddress> {
    if text.len() > MOST {
        return Err(BadAddress::TooLong);
    }
    if text.contains(is_unfit) {
        return Err(BadAddress::Unfit);
    }
    let (local, host) = text.rsplit_once('@').ok_or(BadAddress::Shapeless)?;
    let host = ascii(host)?;
    if local.len() > LOCAL_MOST || local.len() + 1 + host.len() > MOST {
        return Err(BadAddress::TooLong);
    }
    Address::new(local, host).map_err(|_| BadAddress::Shapeless)
}

fn ascii(host: &str) -> Result<String, BadAddress> {
    if host.is_ascii() {
        return Ok(host.to_owned());
    }
    match Host::parse(host) {
        Ok(Host::Domain(domain)) => Ok(domain),
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) | Err(_) => Err(BadAddress::Shapeless),
    }
}

fn is_unfit(char: char) -> bool {
    char.is_control()
        || char.is_whitespace()
        || matches!(char, '"' | '<' | '>' | '(' | ')' | '\\' | ',' | ';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_address_is_taken_as_it_is() {
        for text in [
            "anna@example.org",
            "o'neil+table.5@mail.example.co.uk",
            "анна@example.org",
        ] {
            assert_eq!(
                read(text).map(|address| address.to_string()).as_deref(),
                Ok(text)
            );
        }
    }

    #[test]
    fn a_host_in_another_script_becomes_ascii() {
        let address = read("anna@пример.рф").expect("an address");
        assert_eq!(address.to_string(), "anna@xn--e1afmkfd.xn--p1ai");
    }

    #[test]
    fn what_is_no_address_is_refused_by_name() {
        for unfit in [
            "a@b.org\r\nBcc: all@example.org",
            "a b@example.org",
            "a@exam ple.org",
            " a@example.org",
            "a@example.org\0",
            "\"a b\"@example.org",
            "a@b.org>, <c@d.org",
            "a,b@example.org",
            "a\u{2028}b@example.org",
        ] {
            assert_eq!(read(unfit), Err(BadAddress::Unfit), "{unfit:?}");
        }
        for shapeless in [
            "",
            "anna",
            "@example.org",
            "anna@",
            "a@b@example.org",
            "a@.org",
            "a@-",
            "a@\u{fffd}.org",
        ] {
            assert_eq!(read(shapeless), Err(BadAddress::Shapeless), "{shapeless:?}");
        }
    }

    #[test]
    fn an_address_is_as_long_as_mail_servers_take() {
        let local = |length: usize| read(&format!("{}@example.org", "a".repeat(length)));
        assert!(local(63).is_ok() && local(64).is_ok());
        assert_eq!(local(65), Err(BadAddress::TooLong));
        // 189 bytes of host after 64 of name and the @.
        let host = |last: usize| {
            let label = "b".repeat(61);
            format!(
                "{}@{label}.{label}.{}.org",
                "a".repeat(64),
                "b".repeat(last)
            )
        };
        assert_eq!(host(61).len(), 254);
        assert!(read(&host(60)).is_ok() && read(&host(61)).is_ok());
        assert_eq!(read(&host(62)), Err(BadAddress::TooLong));
        assert_eq!(read(&"a".repeat(10_000_000)), Err(BadAddress::TooLong));
    }
}
