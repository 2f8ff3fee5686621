//! Coming in and going out: registering, tokens, logging out, passwords, the links that work once.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::NoContent;
use bronya_domain::catalog::Language;
use bronya_domain::id::AccountId;
use bronya_domain::people::{self, Purpose};
use bronya_gate::entry::{Entry, Realm, SignUp};
use bronya_gate::{Denial, Gate, reading, texts};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::{Accepted, Seen};
use crate::asked::{Body, By, From, taken_apart};
use crate::problem::{Problem, Result};

/// The longest password that is looked at, in bytes; the rule of the realm is shorter.
pub(crate) const PASSWORD_MOST: usize = 1024;

/// Somebody who makes an account for himself.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterBody {
    /// The e-mail address, which is also a login name.
    #[garde(length(max = 254), custom(texts::email))]
    email: String,
    /// The password: at least 8 characters, at most 128, and none of the common ones.
    #[garde(length(min = 1, max = PASSWORD_MOST))]
    password: String,
    /// Another login name.
    #[garde(inner(custom(texts::username)))]
    username: Option<String>,
    /// The phone number, as E.164 writes it.
    #[garde(length(max = 16), inner(custom(texts::phone)))]
    phone: Option<String>,
    /// The first name.
    #[garde(length(chars, min = 1, max = 128), inner(custom(texts::line)))]
    first_name: Option<String>,
    /// The last name.
    #[garde(length(chars, min = 1, max = 128), inner(custom(texts::line)))]
    last_name: Option<String>,
    /// The middle name or patronymic.
    #[garde(length(chars, min = 1, max = 128), inner(custom(texts::line)))]
    middle_name: Option<String>,
    /// The language of letters and pages.
    #[garde(skip)]
    language: Option<Language>,
}

/// What happens next.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Next {
    /// What to do, in words.
    next: &'static str,
}

/// A login name and its password. The names are those of OAuth2's password grant, which sends them as a form.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenBody {
    /// `password`, which it also is where it is left out, or `refresh_token`.
    #[garde(custom(known_grant))]
    grant_type: Option<String>,
    /// The e-mail address or login name.
    #[garde(length(max = 254))]
    username: Option<String>,
    /// The password.
    #[garde(length(max = PASSWORD_MOST))]
    password: Option<String>,
    /// The refresh token, where `grant_type` is `refresh_token`.
    #[garde(length(max = 400))]
    refresh_token: Option<String>,
    /// Taken and not looked at, for viewers that send it.
    #[garde(length(max = 400))]
    scope: Option<String>,
    /// Taken and not looked at, for viewers that send it.
    #[garde(length(max = 400))]
    client_id: Option<String>,
    /// Taken and not looked at, for viewers that send it.
    #[garde(length(max = 400))]
    client_secret: Option<String>,
}

/// A refresh token.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefreshBody {
    /// The last refresh token of the session.
    #[garde(length(min = 1, max = 400))]
    refresh_token: String,
}

/// The tokens of somebody who is logged in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    /// To be shown as `Authorization: Bearer …`.
    access_token: String,
    /// `bearer`.
    token_type: &'static str,
    /// For how many seconds the access token is good.
    expires_in: i64,
    /// Good for one renewal; using one twice ends the session.
    refresh_token: String,
    /// Whose they are.
    account: AccountId,
}

/// An old and a new password.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordBody {
    /// The password so far.
    #[garde(length(min = 1, max = PASSWORD_MOST))]
    old: String,
    /// The new one.
    #[garde(length(min = 1, max = PASSWORD_MOST))]
    new: String,
}

/// The address of somebody who forgot his password.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForgottenBody {
    /// The e-mail address of the account.
    #[garde(length(max = 254), custom(texts::email))]
    email: String,
}

/// A link that works once, and what it needs to do its work.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RedeemBody {
    /// What the link is for.
    #[garde(skip)]
    purpose: Purpose,
    /// The last part of the link.
    #[garde(length(min = 1, max = 200))]
    token: String,
    /// The password to be; to confirm an address, the account's own.
    #[garde(length(min = 1, max = PASSWORD_MOST))]
    password: Option<String>,
    /// The e-mail address of the first operator, for the first setup alone.
    #[garde(length(max = 254), inner(custom(texts::email)))]
    email: Option<String>,
}

fn known_grant(text: &Option<String>, _: &()) -> garde::Result {
    match text.as_deref() {
        None | Some("" | "password" | "refresh_token") => Ok(()),
        Some(_) => Err(garde::Error::new("must be password or refresh_token")),
    }
}

impl Tokens {
    fn of(entry: Entry) -> Seen<Self> {
        Seen::new(Self {
            access_token: entry.access,
            token_type: "bearer",
            expires_in: entry.access_lives.as_secs(),
            refresh_token: entry.refresh,
            account: entry.account,
        })
        .private()
    }
}

pub(crate) async fn register(
    State(gate): State<Gate>,
    From(from): From,
    Body(body): Body<RegisterBody>,
) -> Result<Accepted<Next>> {
    let new = SignUp {
        username: body.username,
        email: body.email,
        phone: body.phone,
        names: people::Names {
            first: body.first_name,
            last: body.last_name,
            middle: body.middle_name,
        },
        language: body.language,
        password: body.password,
    };
    gate.sign_up(&Realm::house(), new, &from).await?;
    Ok(Accepted(Next {
        next: "A letter is on its way. You can log in already.",
    }))
}

/// A body that is JSON or an OAuth2 form.
pub(crate) struct Form(TokenBody);

impl FromRequest<Gate> for Form {
    type Rejection = Problem;
    async fn from_request(request: Request, gate: &Gate) -> Result<Self> {
        let (parts, bytes) = taken_apart(request, gate).await?;
        let kind = parts.headers.get(CONTENT_TYPE);
        let kind = kind
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind.starts_with("application/x-www-form-urlencoded") {
            let text = std::str::from_utf8(&bytes);
            let text = text.map_err(|_| Denial::invalid("body", "is not UTF-8"))?;
            return Ok(Self(reading::query(text)?));
        }
        let place = [parts.method.as_str(), parts.uri.path()];
        Ok(Self(reading::json(&parts.headers, place, &bytes)?.value))
    }
}

impl OperationInput for Form {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Body::<TokenBody>::operation_input(ctx, operation);
        crate::asked::also_as_form(operation);
    }
}

pub(crate) async fn token(
    State(gate): State<Gate>,
    From(from): From,
    Form(body): Form,
) -> Result<Seen<Tokens>> {
    let needed = |field, value: Option<String>| {
        let missing = || Denial::invalid(field, "is needed");
        value.filter(|value| !value.is_empty()).ok_or_else(missing)
    };
    let realm = Realm::house();
    let entry = if body.grant_type.as_deref() == Some("refresh_token") {
        let token = needed("refresh_token", body.refresh_token)?;
        gate.renew(&realm, &token, &from).await?
    } else {
        let name = needed("username", body.username)?;
        let password = needed("password", body.password)?;
        gate.log_in(&realm, &name, &password, &from).await?
    };
    Ok(Tokens::of(entry))
}

pub(crate) async fn refresh(
    State(gate): State<Gate>,
    From(from): From,
    Body(body): Body<RefreshBody>,
) -> Result<Seen<Tokens>> {
    let realm = Realm::house();
    let entry = gate.renew(&realm, &body.refresh_token, &from).await?;
    Ok(Tokens::of(entry))
}

pub(crate) async fn logout(State(gate): State<Gate>, By(caller): By) -> Result<NoContent> {
    gate.log_out(&caller).await?;
    Ok(NoContent)
}

pub(crate) async fn logout_everywhere(
    State(gate): State<Gate>,
    By(caller): By,
) -> Result<NoContent> {
    gate.log_out_everywhere(&caller).await?;
    Ok(NoContent)
}

pub(crate) async fn change_password(
    State(gate): State<Gate>,
    By(caller): By,
    Body(body): Body<PasswordBody>,
) -> Result<NoContent> {
    gate.change_password(&Realm::house(), &caller, &body.old, &body.new)
        .await
        .map_err(|denial| match (denial.code, denial.field.as_deref()) {
            // Elsewhere there is only one password; here there are two.
            ("wrong_password", _) => denial.of("old"),
            (_, Some("password")) => Denial {
                field: Some("new".into()),
                ..denial
            },
            _ => denial,
        })?;
    Ok(NoContent)
}

pub(crate) async fn forget_password(
    State(gate): State<Gate>,
    From(from): From,
    Body(body): Body<ForgottenBody>,
) -> Result<Accepted<Next>> {
    gate.forget_password(&Realm::house(), &body.email, &from)
        .await?;
    Ok(Accepted(Next {
        next: "If the address has an account, a letter with a link is on its way.",
    }))
}

/// Uses a link that works once. Whoever chooses a password by it is logged in.
pub(crate) async fn redeem(
    State(gate): State<Gate>,
    From(from): From,
    Body(body): Body<RedeemBody>,
) -> Result<Redeemed> {
    let realm = Realm::house();
    let password = body
        .password
        .ok_or_else(|| Denial::invalid("password", "is needed"));
    let entry = match body.purpose {
        Purpose::AddressConfirmation => {
            gate.redeem_confirmation(&realm, &body.token, &password?, &from)
                .await?;
            return Ok(Redeemed::Done);
        }
        Purpose::Setup => {
            let needed = || Denial::invalid("email", "is needed");
            let email = body.email.ok_or_else(needed)?;
            gate.redeem_setup(&body.token, email, Default::default(), &password?, &from)
                .await?
        }
        purpose @ (Purpose::Invitation | Purpose::PasswordReset) => {
            gate.redeem_password(&realm, purpose, &body.token, &password?, &from)
                .await?
        }
    };
    Ok(Redeemed::In(Tokens::of(entry)))
}

/// What a link did.
pub(crate) enum Redeemed {
    /// It let somebody in.
    In(Seen<Tokens>),
    /// It noted something.
    Done,
}

impl axum::response::IntoResponse for Redeemed {
    fn into_response(self) -> axum::response::Response {
        match self {
            Self::In(tokens) => tokens.into_response(),
            Self::Done => StatusCode::NO_CONTENT.into_response(),
        }
    }
}

impl aide::OperationOutput for Redeemed {
    type Inner = Tokens;

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<aide::openapi::StatusCode>, aide::openapi::Response)> {
        let mut responses = Seen::<Tokens>::inferred_responses(ctx, operation);
        responses.extend(NoContent::inferred_responses(ctx, operation));
        responses
    }
}
