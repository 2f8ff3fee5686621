//! What every door needs at hand: the desk, the time, the keys, the meters.

use std::sync::Arc;

use bronya_desk::Desk;
use jiff::Timestamp;

use crate::keys::Secret;
use crate::meters::Meters;

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a gate is made of besides the desk.
pub struct GateOptions {
    /// Says what time it is.
    pub clock: Clock,
    /// The SHA-256 of the operator key, in hexadecimal digits.
    pub operator_key_hash: String,
    /// The secret of the installation, from which guests' keys are made.
    pub secret: Vec<u8>,
    /// The address under which the world sees this server, without a slash at its end.
    pub public_url: String,
}

/// What stands before every door. Copies of it are the same gate.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    desk: Desk,
    clock: Clock,
    operator_key_hash: String,
    secret: Secret,
    public_url: String,
    meters: Meters,
}

impl Gate {
    /// A gate before a desk.
    pub fn new(desk: Desk, options: GateOptions) -> Self {
        Self(Arc::new(Inner {
            desk,
            clock: options.clock,
            operator_key_hash: options.operator_key_hash,
            secret: Secret::new(&options.secret),
            public_url: options.public_url.trim_end_matches('/').to_owned(),
            meters: Meters::default(),
        }))
    }

    /// The desk behind it.
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// What guests' keys are made with.
    pub fn secret(&self) -> &Secret {
        &self.0.secret
    }

    /// The address under which the world sees this server.
    pub fn public_url(&self) -> &str {
        &self.0.public_url
    }

    /// What is counted about requests.
    pub fn meters(&self) -> &Meters {
        &self.0.meters
    }

    /// The SHA-256 of the operator key, in hexadecimal digits.
    pub(crate) fn operator_key_hash(&self) -> &str {
        &self.0.operator_key_hash
    }
}
