//! Plaza's models: language, sentiment, intents.
