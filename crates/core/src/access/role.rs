//! Who may do what.

use serde::{Deserialize, Serialize};

/// A member's role; each user and API token has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, users and settings included.
    Admin,
    /// Everything but users; approves replies.
    Manager,
    /// Answers people; replies go out after approval.
    CommunityManager,
    /// Reads, tags and corrects.
    Analyst,
    /// Reads and works on ideas.
    RAndD,
    /// Reads.
    Viewer,
}

/// One thing that a route or a command may require.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See mentions, conversations, themes, ideas, sources' state.
    Read,
    /// Add mentions by hand or by import.
    Import,
    /// Correct what the models said; edit themes; share saved views.
    Curate,
    /// Create and change ideas and their evidence.
    EditIdeas,
    /// Write a reply and hand it in.
    WriteReplies,
    /// Let a reply go out, and take it back.
    ApproveReplies,
    /// Add, change, run and remove sources; retry quarantine.
    ManageSources,
    /// Add and change users and tokens.
    ManageUsers,
    /// Change the settings of the house.
    ManageSettings,
    /// Delete mentions for good.
    DeleteMentions,
    /// Read the audit log.
    ReadAudit,
    /// Learn from people's judgements, and take that back.
    ManageModels,
    /// Let a source reach a host of the inner network.
    AllowHosts,
}

impl Permission {
    /// All permissions.
    pub const ALL: [Self; 13] = [
        Self::Read,
        Self::Import,
        Self::Curate,
        Self::EditIdeas,
        Self::WriteReplies,
        Self::ApproveReplies,
        Self::ManageSources,
        Self::ManageUsers,
        Self::ManageSettings,
        Self::DeleteMentions,
        Self::ReadAudit,
        Self::ManageModels,
        Self::AllowHosts,
    ];

    /// The name used in the API and in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Import => "import",
            Self::Curate => "curate",
            Self::EditIdeas => "edit_ideas",
            Self::WriteReplies => "write_replies",
            Self::ApproveReplies => "approve_replies",
            Self::ManageSources => "manage_sources",
            Self::ManageUsers => "manage_users",
            Self::ManageSettings => "manage_settings",
            Self::DeleteMentions => "delete_mentions",
            Self::ReadAudit => "read_audit",
            Self::ManageModels => "manage_models",
            Self::AllowHosts => "allow_hosts",
        }
    }
}

impl Role {
    /// All roles, most powerful first.
    pub const ALL: [Self; 6] = [
        Self::Admin,
        Self::Manager,
        Self::CommunityManager,
        Self::Analyst,
        Self::RAndD,
        Self::Viewer,
    ];

    /// Whether this role carries `permission`.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match permission {
            P::Read => true,
            P::Import | P::Curate => {
                matches!(self, Self::Admin | Self::Manager | Self::CommunityManager | Self::Analyst)
            }
            P::EditIdeas => !matches!(self, Self::Viewer),
            P::WriteReplies => {
                matches!(self, Self::Admin | Self::Manager | Self::CommunityManager)
            }
            P::ApproveReplies | P::ManageSources | P::DeleteMentions | P::ReadAudit => {
                matches!(self, Self::Admin | Self::Manager)
            }
            P::ManageUsers | P::ManageSettings | P::ManageModels | P::AllowHosts => {
                matches!(self, Self::Admin)
            }
        }
    }

    /// The one of the two that may do less: each role may do all that those behind it may.
    #[must_use]
    pub fn weaker(self, other: Self) -> Self {
        let place = |role| Self::ALL.iter().position(|known| *known == role);
        if place(self) < place(other) { other } else { self }
    }

    /// The name used in tables, commands and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::CommunityManager => "community_manager",
            Self::Analyst => "analyst",
            Self::RAndD => "r_and_d",
            Self::Viewer => "viewer",
        }
    }

    /// The role with that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.name()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        }
        assert_eq!(Role::parse("root"), None);
    }

    #[test]
    fn each_role_may_do_all_that_the_weaker_ones_may() {
        for (place, role) in Role::ALL.into_iter().enumerate() {
            for weaker in &Role::ALL[place..] {
                assert_eq!((role.weaker(*weaker), weaker.weaker(role)), (*weaker, *weaker));
                let held = |permission: &Permission| weaker.may(*permission);
                for permission in Permission::ALL.iter().copied().filter(held) {
                    assert!(role.may(permission), "{role:?} {permission:?} {weaker:?}");
                }
            }
        }
    }

    #[test]
    fn only_admins_manage_users_and_viewers_only_read() {
        assert_eq!(
            Role::ALL.map(|r| r.may(Permission::ManageUsers)),
            [true, false, false, false, false, false]
        );
        assert!(!Role::Viewer.may(Permission::EditIdeas));
        assert!(!Role::CommunityManager.may(Permission::ApproveReplies));
    }
}
