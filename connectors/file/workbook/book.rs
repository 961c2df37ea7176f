//! A workbook in the library's hands.

use std::fs::File;
use std::io::{BufReader, Read, Seek};

use calamine::{
    Ods, OdsError, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError,
};
use plaza_core::import::{Trouble, Visibility};
use plaza_core::say;

use super::measure::{Kind, measure};
use crate::file::unreadable;
use crate::file::values::Calendar;

/// Largest workbook of the kinds that are read at once, in bytes.
const MAX_WHOLE_BYTES: u64 = 200_000_000;
/// How a file of Excel 97 to 2003 begins, and one that is encrypted.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// A workbook.
pub(super) enum Book {
    Xlsx(Xlsx<BufReader<File>>),
    Xlsb(Xlsb<BufReader<File>>),
    Xls(Xls<BufReader<File>>),
    Ods(Ods<BufReader<File>>),
}

impl Book {
    pub(super) fn open(mut file: File) -> Result<Self, Trouble> {
        let mut head = [0; 4];
        file.rewind().map_err(unreadable)?;
        let is_compound = file.read_exact(&mut head).is_ok() && head == COMPOUND;
        let size = file.metadata().map_err(unreadable)?.len();
        let kind = if is_compound { None } else { Some(measure(&mut file)?) };
        file.rewind().map_err(unreadable)?;
        let is_whole = matches!(kind, None | Some(Kind::Ods));
        if is_whole && size > MAX_WHOLE_BYTES {
            let why = say!(
                "file-old-large",
                "it is larger than {max} bytes; save it as XLSX",
                max = MAX_WHOLE_BYTES
            );
            return Err(Trouble::Unreadable(why));
        }
        let reader = BufReader::new(file);
        Ok(match kind {
            Some(Kind::Xlsx) => Self::Xlsx(Xlsx::new(reader).map_err(|e| xlsx(&e))?),
            Some(Kind::Xlsb) => Self::Xlsb(Xlsb::new(reader).map_err(|e| match e {
                XlsbError::Password => Trouble::Password,
                other => cannot(&other),
            })?),
            Some(Kind::Ods) => Self::Ods(Ods::new(reader).map_err(|e| match e {
                OdsError::Password => Trouble::Password,
                other => cannot(&other),
            })?),
            None => Self::Xls(Xls::new(reader).map_err(|e| match e {
                XlsError::Password => Trouble::Password,
                other => cannot(&other),
            })?),
        })
    }

    /// Names of the sheets that hold cells, with whether they are shown.
    pub(super) fn sheets(&self) -> Vec<(String, Visibility)> {
        let sheets = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xlsb(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => book.sheets_metadata(),
        };
        let with_cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        with_cells
            .map(|sheet| {
                let visibility = match sheet.visible {
                    SheetVisible::Visible => Visibility::Visible,
                    SheetVisible::Hidden => Visibility::Hidden,
                    SheetVisible::VeryHidden => Visibility::VeryHidden,
                };
                (sheet.name.clone(), visibility)
            })
            .collect()
    }

    /// How numbers without a format are dates.
    pub(super) fn calendar(&self) -> Calendar {
        let is_from_1904 = match self {
            Self::Xlsx(book) => book.has_1904_epoch(),
            Self::Xlsb(book) => book.has_1904_epoch(),
            Self::Xls(book) => book.has_1904_epoch(),
            Self::Ods(_) => false,
        };
        if is_from_1904 { Calendar::From1904 } else { Calendar::From1900 }
    }
}

fn xlsx(error: &XlsxError) -> Trouble {
    match error {
        XlsxError::Password => Trouble::Password,
        other => cannot(other),
    }
}

fn cannot(error: &dyn std::fmt::Display) -> Trouble {
    unreadable(format!("it cannot be read as a workbook: {error}"))
}
