//! HTML to the block stream in one pass: html5ever's tokenizer feeds a small stack of open elements, and no tree is built.
//!
//! A tree builder follows the standard in every detail of broken markup, and pays with time that is quadratic in nesting
//! depth and, for formatting elements left open, with memory that a page of 5 MB can blow up without limit. For a stream of
//! text blocks the implied ends of `p`, `li`, `td` and `a` are what matters, and those the stack knows.

pub(super) mod hints;
mod open;
pub(super) mod tag;
mod walk;

use super::blocks::Stream;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use walk::Walker;

/// Reads a page, given in parts. Never fails: whatever the bytes are, they become some stream.
pub(super) fn read(parts: &[&str]) -> Stream {
    let options = TokenizerOpts { discard_bom: true, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Walker::new())), options);
    let input = BufferQueue::default();
    for part in parts {
        input.push_back(StrTendril::from_slice(part));
    }
    // The sink never asks for a script to be run, so that one call reads everything.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

/// The tokenizer hands out tokens through a shared reference, hence the cell.
struct Sink(RefCell<Walker>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut walker = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => walker.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                walker.start(&tag);
                if let Some(kind) = raw_kind(&tag.name) {
                    return TokenSinkResult::RawData(kind);
                }
            }
            Token::TagToken(tag) => walker.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose content is no markup.
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(ScriptData),
        "title" | "textarea" => Some(Rcdata),
        "style" | "noscript" | "iframe" | "noembed" | "noframes" | "xmp" => Some(Rawtext),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
