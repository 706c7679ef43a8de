//! Who may deliver: tokens and secrets made from one key, and the signatures made with them (WebSub §7.1).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// Bytes of the key.
pub const KEY_BYTES: usize = 32;

/// The key that tokens and secrets are made from. It is in a file of its own and nowhere else.
#[derive(Clone)]
pub struct Key([u8; KEY_BYTES]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A key of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// What nobody can guess who has not been told: the last part of the callback for one feed and topic.
    pub(super) fn token(&self, feed: &str, topic: &str) -> String {
        self.derive("token", feed, topic)
    }

    /// What the hub signs its deliveries with.
    pub(super) fn secret(&self, feed: &str, topic: &str) -> String {
        self.derive("secret", feed, topic)
    }

    fn derive(&self, purpose: &str, feed: &str, topic: &str) -> String {
        // A key of any length is one.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        for part in [purpose, feed, topic] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Whether `header` (`sha256=` and hexadecimal digits) signs `body`. Compared in constant time.
pub(super) fn is_signed(header: &str, secret: &str, body: &[u8]) -> bool {
    let Some((method, digits)) = header.trim().split_once('=') else { return false };
    let Some(claimed) = unhex(digits) else { return false };
    match method.to_ascii_lowercase().as_str() {
        "sha1" => verified::<Hmac<Sha1>>(secret, body, &claimed),
        "sha256" => verified::<Hmac<Sha256>>(secret, body, &claimed),
        "sha384" => verified::<Hmac<Sha384>>(secret, body, &claimed),
        "sha512" => verified::<Hmac<Sha512>>(secret, body, &claimed),
        _ => false,
    }
}

fn verified<M: Mac + KeyInit>(secret: &str, body: &[u8], claimed: &[u8]) -> bool {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(body);
    mac.verify_slice(claimed).is_ok()
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    if digits.len() > 128 || !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signatures of "خبر" under "key", computed by another program.
    const SIGNED: [&str; 4] = [
        "sha1=b7d02364f52e8dae20865ce2663efd7a8283ee68",
        "sha256=a72338688b3d35317d5de0fb2594b664efa94ccaac4c28a0a38ed9ac7f421b20",
        "sha384=1b76232104c87427cfac382b17d8dacab291d11b6b5c52de8f914665741080bf5105fb45a73da9053238715c5aa1c765",
        "sha512=6c3bbffefb14af1c133b962836119efb4cf32d87d6d5ea3fab86b268e88b398b39a607964d70b876deccaa7f0d343412dc80f62a6867ee494b44994b4d6b33ba",
    ];

    #[test]
    fn right_signatures_hold_and_others_do_not() {
        for signature in SIGNED {
            assert!(is_signed(signature, "key", "خبر".as_bytes()), "{signature}");
            assert!(!is_signed(signature, "key", "خبر آخر".as_bytes()), "another body");
            assert!(!is_signed(signature, "another", "خبر".as_bytes()), "another secret");
            assert!(!is_signed(&signature[..signature.len() - 2], "key", "خبر".as_bytes()), "a cut one");
        }
        for wrong in [
            "",
            "sha256",
            "sha256=",
            "md5=00",
            "sha256=zz",
            "sha256=\u{e9}\u{e9}",
            &format!("sha1={}", "0".repeat(999)),
        ] {
            assert!(!is_signed(wrong, "key", "خبر".as_bytes()), "{wrong}");
        }
    }

    #[test]
    fn every_feed_and_topic_has_a_token_and_a_secret_of_its_own() {
        let key = Key::new([7; KEY_BYTES]);
        let all = [key.token("a", "b"), key.secret("a", "b"), key.token("ab", ""), key.token("a", "c")];
        let different: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        assert!(all.iter().all(|text| text.len() == 64));
        assert!(!format!("{key:?}").contains('7'));
    }
}
