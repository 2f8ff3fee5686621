//! Clients that show a name and a password with every request, as HTTP Basic does.
//!
//! A pair that was right is remembered for a minute, so that it is not hashed with each request. Behind it stands a
//! session like any other, whose row is read each time: who is shut out, gets another role or another password feels
//! it at once.

use std::sync::Arc;

use bronya_desk::Session;
use bronya_domain::span::later;
use jiff::SignedDuration;

use super::{Realm, wrong_login};
use crate::address::ClientAddress;
use crate::caller::Identity;
use crate::denial::Result;
use crate::gate::Gate;
use crate::pairs::Pair;

/// How long a pair is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(1);
/// How long the session behind it lives: longer, so that none ends between two looks of one request.
const LIVES: SignedDuration = SignedDuration::from_secs(75);
impl Identity {
    /// Whom a name and its password show. Requests that show the same pair at once wait for the first of them to be
    /// checked. A wrong pair is checked, and counted, each time.
    pub async fn of_basic(
        gate: &Gate,
        realm: &Realm,
        name: &str,
        password: &str,
        from: &ClientAddress,
    ) -> Result<Self> {
        let (pairs, dice) = (gate.pairs(), gate.dice());
        let (known, mark) = (
            &pairs.known,
            pairs.mark(dice, [&realm.name, name, password]),
        );
        let before = known.get(&mark);
        if let Some(pair) = &before {
            if let Some(session) = standing(gate, realm, pair).await? {
                return Ok(Self::Person(Arc::new(session)));
            }
            known.remove_if(&mark, |now| now == pair);
        }
        let check = async {
            // Who was right a while ago does not guess, and must not be counted for ever showing his pair.
            if before.is_none() {
                gate.count_login(realm, name, from)?;
            }
            checked(gate, realm, name, password).await
        };
        let pair = known.get_or_insert_async(&mark, check).await?;
        let session = standing(gate, realm, &pair).await?;
        let session = session.ok_or_else(wrong_login)?;
        Ok(Self::Person(Arc::new(session)))
    }
}

async fn checked(gate: &Gate, realm: &Realm, name: &str, password: &str) -> Result<Pair> {
    let (_, session) = gate.admit(realm, name, password, LIVES).await?;
    Ok(Pair {
        session: session.into(),
        until: later(gate.now(), REMEMBERED),
    })
}

/// The session behind a pair, while it is remembered and holds.
async fn standing(gate: &Gate, realm: &Realm, pair: &Pair) -> Result<Option<Session>> {
    let now = gate.now();
    if pair.until <= now {
        return Ok(None);
    }
    let session = gate.desk().session(&pair.session, now).await?;
    Ok(session.filter(|session| session.account.realm == realm.name))
}
