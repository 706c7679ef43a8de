//! The look of the page: inline styles that survive a mail client, and a sheet for phones and dark mode that need not.

/// Type stack: what reads well in Arabic on each system, then anything.
pub(super) const FONT: &str = "'Segoe UI','SF Arabic','Geeza Pro','Noto Sans Arabic',Tahoma,Arial,sans-serif";

/// Rules that a mail client may drop without harm.
pub(super) const SHEET: &str = "\
a{text-decoration:none}a:hover{text-decoration:underline}\
.o{display:inline-block}.mark{color:#4d5652;border-radius:3px}\
@media(min-width:601px){.idx{columns:2;column-gap:28px}.sec{break-inside:avoid}}\
@media(max-width:600px){.page{padding:20px 16px 28px!important}.top{font-size:26px!important}.h{font-size:19px!important}}\
@media(prefers-color-scheme:dark){\
body,.back{background:#15181a!important;color:#e4e2dc!important}.page{background:#1c2023!important;border-color:#1c2023!important}\
.top,.h a,.h,.ih,.t a{color:#f3f1ea!important}.s{color:#cfccc4!important}.m,.m a,.host{color:#9aa3a0!important}\
.k,.k b,.src a,.also a,.idx a{color:#6fc3ab!important}.line{border-color:#343a3d!important}.mark{background:#2a3033!important;color:#b9c2bf!important}}\
@media print{.back{background:#fff!important}}";

pub(super) const INK: &str = "#1d2321";
pub(super) const GREEN: &str = "#0b6b55";
pub(super) const GREY: &str = "#6a736f";
