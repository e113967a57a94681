//! Who may call, said by a handler's signature: `async fn decide(assessor: Assessor, ...)`.
//!
//! The outer middleware has judged the token before a handler is found; these extractors only look at what it
//! found. They are judged in the order of the arguments: put the caller first, so that a stranger learns nothing.

use crate::identity::Identity;
use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use regulation::record::Role;
use regulation::words::Applicant;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

/// What the outer middleware found out about the caller of this request.
#[derive(Clone)]
pub(crate) struct Found(pub(crate) Result<Option<Identity>, Problem>);

/// Whoever calls, with or without a token; a token that is no good is refused all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anyone(pub Option<Identity>);

/// A set of roles.
pub trait Roles {
    /// Whether this role is in it.
    fn admits(role: Role) -> bool;
}

/// Whoever has one of these roles: `AnyOf<(Assessor, Ministry)>`.
pub struct AnyOf<R>(Identity, PhantomData<R>);

impl<R> AnyOf<R> {
    /// Who calls.
    pub fn into_inner(self) -> Identity {
        self.0
    }
}

impl<R> Deref for AnyOf<R> {
    type Target = Identity;
    fn deref(&self) -> &Identity {
        &self.0
    }
}

macro_rules! caller {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(Identity);

        impl Roles for $name {
            fn admits(role: Role) -> bool {
                role == Role::$name
            }
        }

        impl $name {
            /// Who calls.
            pub fn into_inner(self) -> Identity {
                self.0
            }
        }

        impl Deref for $name {
            type Target = Identity;
            fn deref(&self) -> &Identity {
                &self.0
            }
        }

        impl FromRequest for $name {
            type Error = Problem;
            type Future = Ready<Result<Self, Problem>>;
            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready(identified(request, Self::admits).map(Self))
            }
        }
    };
}

caller!(
    /// Somebody who assesses and decides (*beoordelaar*).
    Assessor
);
caller!(
    /// Somebody of the ministry (*ministerie*).
    Ministry
);
caller!(
    /// Somebody who publishes schemes and opens tranches (*beheerder*).
    Administrator
);

/// Somebody who acts for a municipality or a cooperation of them (*gemeente*), and for which one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    identity: Identity,
    applicant: Applicant,
}

impl Municipality {
    /// The municipality or cooperation that is bound to the token: whose cases these are.
    pub fn applicant(&self) -> &Applicant {
        &self.applicant
    }

    /// Who calls.
    pub fn into_inner(self) -> Identity {
        self.identity
    }
}

impl Deref for Municipality {
    type Target = Identity;
    fn deref(&self) -> &Identity {
        &self.identity
    }
}

impl Roles for Municipality {
    fn admits(role: Role) -> bool {
        role == Role::Municipality
    }
}

impl FromRequest for Municipality {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(identified(request, Self::admits).and_then(|identity| {
            let applicant = identity.applicant().ok_or_else(no_municipality)?;
            Ok(Self { identity, applicant })
        }))
    }
}

impl<R: Roles> FromRequest for AnyOf<R> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(identified(request, R::admits).map(|identity| Self(identity, PhantomData)))
    }
}

impl FromRequest for Anyone {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(found(request).map(Self))
    }
}

macro_rules! roles_together {
    ($($name:ident),+) => {
        impl<$($name: Roles),+> Roles for ($($name,)+) {
            fn admits(role: Role) -> bool {
                $($name::admits(role))||+
            }
        }
    };
}
roles_together!(A, B);
roles_together!(A, B, C);
roles_together!(A, B, C, D);

fn found(request: &HttpRequest) -> Result<Option<Identity>, Problem> {
    match request.extensions().get::<Found>() {
        Some(Found(found)) => found.clone(),
        None => Err(Problem::internal("a handler outside the door asks who calls")),
    }
}

fn identified(request: &HttpRequest, admits: fn(Role) -> bool) -> Result<Identity, Problem> {
    let identity =
        found(request)?.ok_or_else(|| Problem::unauthorized("Geef een token mee, als 'Bearer'."))?;
    if admits(identity.role) { Ok(identity) } else { Err(wrong_role()) }
}

fn wrong_role() -> Problem {
    let detail = "Uw rol mag dit niet doen.";
    Problem::new(StatusCode::FORBIDDEN, "rol-mag-dit-niet", "Geen toegang", detail)
}

fn no_municipality() -> Problem {
    let detail = "Het token noemt geen gemeente (zoals GM0363) of samenwerking waarvoor u handelt.";
    Problem::new(StatusCode::FORBIDDEN, "gemeente-ontbreekt", "Geen gemeente", detail)
}
