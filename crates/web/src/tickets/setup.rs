//! The link that the server prints at its first start: whoever follows it makes himself the first operator.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bronya_domain::people::{Names, Purpose};
use bronya_gate::{Denial, Gate};
use garde::Validate;
use serde::Deserialize;

use super::form::{EMAIL_MOST, Link, Named, PASSWORD_MOST, blame, token, veiled};
use crate::asked::{Form, Visitor};
use crate::fields::Field;
use crate::paths;

/// The longest name, in characters.
const NAME_MOST: usize = 128;

/// Who is to run the installation.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct SetupForm {
    /// His e-mail address.
    #[garde(length(max = 1024))]
    #[serde(default)]
    email: String,
    /// His first name.
    #[garde(length(chars, max = NAME_MOST))]
    #[serde(default)]
    first: String,
    /// His last name.
    #[garde(length(chars, max = NAME_MOST))]
    #[serde(default)]
    last: String,
    /// His password.
    #[garde(length(max = PASSWORD_MOST))]
    #[serde(default)]
    password: String,
    /// The same again.
    #[garde(length(max = PASSWORD_MOST))]
    #[serde(default)]
    again: String,
}

/// The pages below its prefix.
pub(crate) fn routes() -> Router<Gate> {
    Router::new().route("/{token}", get(show).post(set_up))
}

async fn show(State(gate): State<Gate>, visitor: Visitor, named: Named) -> Response {
    let page = async {
        let link = open(&gate, visitor, named).await?;
        Ok(link.page(fields(&link, ["", "", ""])))
    };
    visitor.shown(page.await)
}

async fn set_up(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    Form(form): Form<SetupForm>,
) -> Response {
    let page = async {
        let link = open(&gate, visitor, named).await?;
        let (email, first, last) = (form.email.trim(), form.first.trim(), form.last.trim());
        let mut fields = fields(&link, [email, first, last]);
        blame(&mut fields, "email", link.email_problem(email));
        blame(&mut fields, "first", link.name_problem(first));
        blame(&mut fields, "last", link.name_problem(last));
        blame(
            &mut fields,
            "again",
            link.again_problem(&form.password, &form.again),
        );
        if fields.iter().any(|field| field.problem.is_some()) {
            return Ok(link.page(fields).into_response());
        }
        let names = Names {
            first: Some(first.to_owned()),
            last: Some(last.to_owned()),
            middle: None,
        };
        let redeemed = gate
            .redeem_setup(
                &link.token,
                email.to_owned(),
                names,
                &form.password,
                &visitor.from,
            )
            .await;
        match redeemed {
            Ok(entry) => Ok(link.let_in(&gate, &entry, paths::FOUND)),
            Err(denial) => {
                let (field, problem) = link.blamed(denial)?;
                blame(&mut fields, field, Some(problem));
                Ok(link.page(fields).into_response())
            }
        }
    };
    visitor.told(page.await)
}

/// The link, while it works. Once somebody runs the installation, none does.
async fn open(gate: &Gate, visitor: Visitor, named: Named) -> Result<Link, Denial> {
    let token = token(named)?;
    gate.behind(Purpose::Setup, &token).await.map_err(veiled)?;
    if gate.desk().has_operator().await? {
        return Err(Denial::not_found());
    }
    Ok(Link {
        tongue: visitor.tongue,
        purpose: Purpose::Setup,
        token,
        words: "setup",
    })
}

fn fields(link: &Link, [email, first, last]: [&str; 3]) -> Vec<Field> {
    let field = |name, kind, label: &str, fill, most, value: &str| Field {
        value: value.to_owned(),
        fill: Some(fill),
        most: Some(most),
        ..Field::new(name, kind, link.tongue.word(label))
    };
    let known = [
        field(
            "email",
            "email",
            "field-email",
            "username",
            EMAIL_MOST,
            email,
        ),
        field(
            "first",
            "text",
            "field-first",
            "given-name",
            NAME_MOST,
            first,
        ),
        field("last", "text", "field-last", "family-name", NAME_MOST, last),
    ];
    known.into_iter().chain(link.passwords()).collect()
}
