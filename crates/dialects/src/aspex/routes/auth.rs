//! Registering and logging in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use bronya_desk::{Joining, NewAccount};
use bronya_domain::command::Role;
use bronya_domain::people::Names;
use bronya_gate::entry::Entry;
use bronya_gate::limits::Limit;
use bronya_gate::texts;

use super::super::seeds::{ADMIN_EMAILS, VERIFY_ADMIN_EMAIL};
use super::super::translate::{Answer, Nay, Said};
use super::super::wire::{self, Login, Registration};
use crate::answers;
use crate::door::Door;
use crate::fastapi::Asked;
use crate::heard::Heard;

pub(super) async fn register(State(door): State<Door>, heard: Heard) -> Answer {
    let new = Registration::read(Asked::body(&heard)?)?;
    let (gate, realm, now) = (door.gate(), door.realm(), door.now());
    gate.limits()
        .take(Limit::Register, &heard.from.bucket(), now)?;
    realm.rule.check(&new.password, &[])?;
    let catalog = door.catalog().await?;
    let region = catalog.venue.region.as_deref();
    let email = new.email;
    let (role, to_confirm) = match is_admins(&door, &email) {
        true => (Role::Admin, door.is_on(VERIFY_ADMIN_EMAIL)),
        false => (Role::Customer, false),
    };
    let joining = Joining {
        account: NewAccount {
            realm: realm.name.clone(),
            username: None,
            email: Some(email.clone()),
            // Nobody takes up a post before a letter showed that the address is his, unless the operator says that this
            // contract's admins do.
            email_confirmed: role == Role::Admin && !to_confirm,
            // However he writes his number, it is the same number; what is none is kept as it was written.
            phone: texts::phone_in(&new.phone, region).or(Some(new.phone)),
            names: Names {
                first: Some(new.full_name),
                ..Names::default()
            },
            language: None,
            password: Some(gate.passwords().hash(&new.password).await?),
            operator: false,
        },
        role,
        time: None,
        unique_phone: true,
        first: false,
        number: None,
    };
    let member = door.desk().join(door.venue(), joining, now).await?;
    let account = member.account.id;
    if to_confirm {
        gate.confirm_by_letter(account, email).await?;
    }
    let entry = gate.begin_session(realm, account, None).await?;
    token(StatusCode::CREATED, &entry)
}

pub(super) async fn login(State(door): State<Door>, heard: Heard) -> Answer {
    let Login { email, password } = Login::read(Asked::body(&heard)?)?;
    let gate = door.gate();
    let entry = gate.log_in(door.realm(), &email, &password, &heard.from);
    let entry = entry.await.map_err(|denial| match denial.status {
        StatusCode::UNAUTHORIZED => Said::unknown_caller("Email or password is invalid.").into(),
        _ => Nay::from(denial),
    });
    token(StatusCode::OK, &entry?)
}

/// Whether an address is one of those whose owners are admins.
fn is_admins(door: &Door, email: &str) -> bool {
    let admins = door.setting(ADMIN_EMAILS).unwrap_or_default();
    let email = email.to_lowercase();
    let mut admins = admins.split(',').map(|one| one.trim().to_lowercase());
    admins.any(|one| one == email)
}

fn token(status: StatusCode, entry: &Entry) -> Answer {
    let body = answers::json(status, wire::token(entry));
    Ok(([(CACHE_CONTROL, "no-store")], body).into_response())
}
