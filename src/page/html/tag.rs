//! The elements that matter to the block stream, and how each behaves.

/// An element as the block stream sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) enum Tag {
    /// The document itself.
    Root,
    /// `body`, `html`.
    Body,
    /// `article`.
    Article,
    /// `main`.
    Main,
    /// `aside`.
    Aside,
    /// `nav`.
    Nav,
    /// `header`.
    Header,
    /// `footer`.
    Footer,
    /// `form`.
    Form,
    /// `div`, `section` and every other block.
    Div,
    /// `p`.
    P,
    /// `h1` to `h6`.
    Heading(u8),
    /// `ul`, `ol`, `dl`.
    List,
    /// `li`, `dd`, `dt`.
    Item,
    /// `table`.
    Table,
    /// `tr`, `tbody`, `thead`, `tfoot`.
    Row,
    /// `td`, `th`.
    Cell,
    /// `blockquote`.
    Quote,
    /// `figure`.
    Figure,
    /// `figcaption`, `caption`.
    Caption,
    /// `a`.
    Link,
    /// `br`, `hr`.
    Break,
    /// `span`, `font`: matter only by what their class says.
    Span,
    /// `time`.
    Time,
    /// `img`.
    Image,
    /// `video`, `audio`.
    Player,
    /// Elements whose text is never read: pictures in code, lists to choose from.
    Skip,
    /// `input`, `meta`, `link`, `base` and other void elements.
    Void,
    /// Formatting and everything unknown.
    Inline,
}

impl Tag {
    /// The element called `name`, in lower case as the tokenizer gives it.
    pub fn of(name: &str) -> Self {
        match name {
            "html" | "body" => Self::Body,
            "article" => Self::Article,
            "main" => Self::Main,
            "aside" => Self::Aside,
            "nav" | "menu" => Self::Nav,
            "header" => Self::Header,
            "footer" => Self::Footer,
            "form" => Self::Form,
            "div" | "section" | "center" | "address" | "fieldset" | "details" | "summary" | "pre" | "hgroup"
            | "dialog" | "amp-sidebar" | "amp-accordion" => Self::Div,
            "p" => Self::P,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Self::Heading(name.as_bytes()[1] - b'0'),
            "ul" | "ol" | "dl" => Self::List,
            "li" | "dd" | "dt" => Self::Item,
            "table" => Self::Table,
            "tr" | "tbody" | "thead" | "tfoot" => Self::Row,
            "td" | "th" => Self::Cell,
            "blockquote" => Self::Quote,
            "figure" => Self::Figure,
            "figcaption" | "caption" => Self::Caption,
            "a" => Self::Link,
            "br" | "hr" => Self::Break,
            "span" | "font" => Self::Span,
            "time" => Self::Time,
            "img" | "amp-img" => Self::Image,
            "video" | "audio" | "amp-video" | "amp-youtube" => Self::Player,
            "svg" | "math" | "template" | "select" | "canvas" | "object" | "button" | "map" | "datalist" => Self::Skip,
            "input" | "meta" | "link" | "base" | "source" | "track" | "wbr" | "embed" | "param" | "area" | "col" => {
                Self::Void
            }
            _ => Self::Inline,
        }
    }

    /// Whether the element is a container of its own: it parts blocks before and after it.
    pub fn is_container(self) -> bool {
        !matches!(
            self,
            Self::Root
                | Self::Link
                | Self::Break
                | Self::Span
                | Self::Time
                | Self::Image
                | Self::Player
                | Self::Skip
                | Self::Void
                | Self::Inline
        )
    }

    /// Whether an open `p` ends when this element begins.
    pub fn ends_paragraph(self) -> bool {
        self.is_container() && !matches!(self, Self::Body | Self::Row | Self::Cell | Self::Caption)
    }
}
