//! Letters that show how they look: sent to whoever asks, at his own address and at no other.

use axum::http::StatusCode;
use bronya_domain::catalog::Language;
use bronya_domain::id::VenueId;
use bronya_domain::sample::Sample;

use crate::caller::Caller;
use crate::denial::{Denial, Result};
use crate::gate::Gate;
use crate::limits::Limit;

impl Gate {
    /// Sends the caller a letter of the venue's that shows how it looks. Says to which address.
    pub async fn send_sample(
        &self,
        caller: &Caller,
        venue: VenueId,
        letter: (Sample, Language),
    ) -> Result<String> {
        let account = &caller.session()?.account;
        let email = account.email.clone().filter(|_| account.email_confirmed);
        let email = email.ok_or_else(no_address)?;
        let now = self.now();
        let key = format!("#{}", account.id);
        self.limits().take(Limit::Sample, &key, now)?;
        self.desk()
            .send_sample(venue, letter, account.id, now)
            .await?;
        Ok(email)
    }

    /// The host under which the world knows the installation.
    pub fn public_host(&self) -> &str {
        let url = self.public_url();
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        host.split(['/', ':']).next().unwrap_or(host)
    }
}

fn no_address() -> Denial {
    Denial::new(
        StatusCode::CONFLICT,
        "no_address",
        "The account has no e-mail address that a letter has shown to be its own.",
    )
}
