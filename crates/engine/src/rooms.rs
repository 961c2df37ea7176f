//! What opens a room: a handle on the engine that knows the room's own parts.

/// Declares the handle of a room, with what all rooms share and what is the room's own.
macro_rules! room {
    ($(#[$doc:meta])* $Room:ident, $open:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $Room<'a> {
            engine: &'a $crate::Engine,
        }

        impl<'a> $Room<'a> {
            pub(crate) fn of(engine: &'a $crate::Engine) -> Self {
                Self { engine }
            }

            fn shared(&self) -> &'a $crate::shared::Shared {
                &self.engine.0.shared
            }

            fn parts(&self) -> &'a Parts {
                &self.engine.0.$open
            }
        }
    };
}
pub(crate) use room;
