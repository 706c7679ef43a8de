//! Compressed bodies made by hand, so that each can be wrong in its own way.

/// CRC-32 as gzip has it (RFC 1952 §8).
fn crc32(data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// A right gzip stream with one stored block (at most 64 KiB).
pub fn gzip(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("short data");
    let mut out = GZIP_HEAD.to_vec();
    out.push(1);
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(data);
    out.extend(crc32(data).to_le_bytes());
    out.extend(u32::from(length).to_le_bytes());
    out
}

/// The beginning of a gzip stream that unpacks to `mebibytes` of zeros, 159 times its own size: one literal, then "repeat it
/// 258 times" over and over in the fixed code of RFC 1951 §3.2.6.
pub fn gzip_bomb(mebibytes: usize) -> Vec<u8> {
    let mut bits = Bits { out: GZIP_HEAD.to_vec(), filled: 0 };
    bits.push(&[1, 1, 0]);
    bits.push(&[0, 0, 1, 1, 0, 0, 0, 0]);
    for _ in 0..mebibytes * 1_048_576 / 258 {
        bits.push(&[1, 1, 0, 0, 0, 1, 0, 1]);
        bits.push(&[0; 5]);
    }
    bits.out
}

/// Bits from the lowest of each byte up.
struct Bits {
    out: Vec<u8>,
    filled: u32,
}

impl Bits {
    fn push(&mut self, bits: &[u8]) {
        for bit in bits {
            if self.filled == 0 {
                self.out.push(0);
            }
            *self.out.last_mut().expect("a byte") |= bit << self.filled;
            self.filled = (self.filled + 1) % 8;
        }
    }
}
