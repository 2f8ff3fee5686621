//! Finding somebody among those whom a venue knows.

use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::{Account, Member};
use bronya_store::members;

use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

/// How many people are looked at in one go.
const AT_ONCE: usize = 500;
/// How many people one question looks at; whoever wants to know more asks on from there.
const LOOKED_AT_MOST: usize = 5_000;

/// Whom to find; everybody where it names nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// Those who work at the venue, or those who do not.
    pub works: Option<bool>,
    /// Those of this role.
    pub role: Option<Role>,
    /// Those who are shut out of the venue, or those who are not.
    pub blocked: Option<bool>,
    /// Those in whose names, addresses or numbers each of these words stands, in whatever case.
    pub words: Option<String>,
}

/// Some of the people who were looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// They, in the order of their accounts.
    pub members: Vec<Member>,
    /// After which account to ask on; none where there is nobody more.
    pub next: Option<AccountId>,
}

impl Desk {
    /// The members of a venue who are looked for, after an account, at most `most`. It looks at so many and no more: where
    /// they were too few, it says from where to look on.
    pub async fn find_members(
        &self,
        venue: VenueId,
        whom: &Whom,
        after: AccountId,
        most: usize,
    ) -> Result<Found> {
        let words = Words::of(whom.words.as_deref().unwrap_or_default());
        let (mut members, mut after, mut seen) = (Vec::new(), after, 0);
        loop {
            let looked = self.members_after(venue, after).await?;
            let is_end = looked.len() < AT_ONCE;
            for member in looked {
                if members.len() == most {
                    let next = Some(after);
                    return Ok(Found { members, next });
                }
                after = member.account.id;
                seen += 1;
                if whom.fits(&member) && words.all_stand_in(&member.account) {
                    members.push(member);
                }
            }
            if is_end || seen >= LOOKED_AT_MOST {
                let next = (!is_end).then_some(after);
                return Ok(Found { members, next });
            }
        }
    }

    async fn members_after(&self, venue: VenueId, after: AccountId) -> Result<Vec<Member>> {
        let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        let read = self
            .store
            .read(move |tx| Box::pin(members::members(tx, venue, after, most)));
        Ok(read.await?)
    }
}

impl Whom {
    fn fits(&self, member: &Member) -> bool {
        let membership = &member.membership;
        let works = membership.role != Role::Customer;
        self.works.is_none_or(|wanted| wanted == works)
            && self.role.is_none_or(|wanted| wanted == membership.role)
            && self
                .blocked
                .is_none_or(|wanted| wanted == membership.blocked)
    }
}

/// Words that are looked for, in small letters.
struct Words(Vec<String>);

impl Words {
    fn of(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    fn all_stand_in(&self, account: &Account) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let names = &account.names;
        let texts = [
            &names.first,
            &names.last,
            &names.middle,
            &account.email,
            &account.username,
            &account.phone,
        ];
        let texts = texts.into_iter().flatten().map(|text| text.to_lowercase());
        let texts: Vec<String> = texts.collect();
        let stands = |word: &String| texts.iter().any(|text| text.contains(word.as_str()));
        self.0.iter().all(stands)
    }
}
