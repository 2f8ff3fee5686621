//! How a program knows that news came from here: the signature of Standard Webhooks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;

/// What every secret begins with.
const PREFIX: &str = "whsec_";

/// A secret that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signing secret is not `whsec_` and base64")]
pub(crate) struct BadSecret;

/// The value of `webhook-signature` for a body that is sent then under this id.
pub(crate) fn sign(
    secret: &str,
    id: &str,
    at: Timestamp,
    body: &[u8],
) -> Result<String, BadSecret> {
    let key = secret.strip_prefix(PREFIX).ok_or(BadSecret)?;
    let key = STANDARD.decode(key).map_err(|_| BadSecret)?;
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &key));
    context.update(format!("{id}.{}.", at.as_second()).as_bytes());
    context.update(body);
    Ok(format!("v1,{}", STANDARD.encode(context.sign())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_gets_its_signature() {
        let at = Timestamp::from_second(1_614_265_330).expect("an instant");
        let signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at,
            br#"{"test": 2432232314}"#,
        );
        let known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature.as_deref(), Ok(known));
    }

    #[test]
    fn what_is_no_secret_signs_nothing() {
        let at = Timestamp::UNIX_EPOCH;
        for secret in ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_…"] {
            assert_eq!(sign(secret, "1", at, b"{}"), Err(BadSecret), "{secret}");
        }
    }
}
