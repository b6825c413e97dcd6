/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zip.h -- what the files of the zip codec share: PKWARE's APPNOTE.TXT.
 *
 * Members lie behind each other, each behind a local header; the list of
 * them follows, and its place stands in a record at the end.  What list and
 * local headers disagree about is damage: programs believe now one, now the
 * other, and no checksum covers either.
 */
#ifndef ZIP_H
#define ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "dump.h"

/* How records start. */
#define ZIP_LOCAL	0x04034b50U
#define ZIP_DESCRIPTOR	0x08074b50U	/* behind a member */
#define ZIP_ENTRY	0x02014b50U	/* of the list */
#define ZIP_END		0x06054b50U
#define ZIP_END64	0x06064b50U
#define ZIP_LOCATOR	0x07064b50U	/* of the record before */

enum {				/* bytes without what has no fixed size */
	ZIP_LOCAL_SIZE = 30,
	ZIP_ENTRY_SIZE = 46,
	ZIP_END_SIZE = 22,
	ZIP_END64_SIZE = 56,
	ZIP_LOCATOR_SIZE = 20
};

enum {				/* flags of a member */
	ZIP_ENCRYPTED = 1,
	ZIP_LATER = 8,		/* sizes and CRC-32 follow the bytes */
	ZIP_UTF8 = 0x800	/* the name is that */
};

enum { ZIP_STORED = 0, ZIP_DEFLATED = 8, ZIP_ZSTD = 93, ZIP_XZ = 95 };

enum {				/* extra fields */
	ZIP_EXTRA_WIDE = 1,	/* numbers that do not fit in 32 bits */
	ZIP_EXTRA_TIME = 0x5455	/* seconds of the epoch */
};

enum {				/* attributes, those of Windows below the mode */
	ZIP_READ_ONLY = 1,
	ZIP_FOLDER = 0x10,
	ZIP_FILE = 0x20,	/* "archive": we set it for files alone */
	ZIP_LINK = 0x400,	/* "reparse point" */
	ZIP_MODE = 16		/* shift of what st_mode has */
};

enum {				/* systems that made an entry */
	ZIP_FAT = 0,
	ZIP_UNIX = 3,
	ZIP_HPFS = 6,
	ZIP_NTFS = 10,
	ZIP_VFAT = 14,
	ZIP_OSX = 19
};

enum { ZIP_LINK_MOST = 4095 };	/* bytes of a symbolic link's target */

#define ZIP_WIDE	UINT32_MAX	/* look for it in ZIP_EXTRA_WIDE */

/* What the end of an archive says. */
struct zip_end {
	uint64_t	 off, size;	/* where the list lies */
	uint64_t	 n;		/* members in it */
	uint64_t	 behind;	/* bytes that follow the archive */
};

/* SRC reaches anywhere. */
int	 zip_end_read(struct zip_end *end, struct dump_source *src,
	    struct dump_err *err);
/* The end of an archive into OUT: returns its size. */
enum { ZIP_END_MOST = ZIP_END64_SIZE + ZIP_LOCATOR_SIZE + ZIP_END_SIZE };
size_t	 zip_end_make(uint8_t out[ZIP_END_MOST], const struct zip_end *end);

enum {				/* versions, that made it or read it */
	ZIP_VERSION = 20,
	ZIP_VERSION_WIDE = 45,
	ZIP_MADE_BY = ZIP_UNIX << 8 | ZIP_VERSION_WIDE
};

struct zip_entry {
	struct dump_member m;
	uint16_t	 method, flags;
	uint64_t	 header;	/* where its local header lies, ... */
	uint64_t	 data;		/* ... and where its bytes do */
};

/* An archive that is read. */
struct zip {
	struct dump_source *src;	/* not ours to close */
	struct zip_end	 end;
	struct zip_entry *entries;
	size_t		 n, cap;
	struct arena	 text;
	char		 flaw[64];
};

/* Fills ENTRIES from the list, and proves each. */
int	 zip_list_read(struct zip *z, struct dump_err *err);
/* Does the header before E say the same, the LEN bytes of NAME too?  Finds
 * where E's bytes lie. */
int	 zip_local_check(const struct zip *z, struct zip_entry *e,
	    const uint8_t *name, size_t len, struct dump_err *err);
/* Does no member share bytes with another? */
int	 zip_places_check(const struct zip *z, struct dump_err *err);

/* The data of the field ID among LEN bytes of extra fields, NULL where there
 * is none; *N bytes. */
const uint8_t *zip_extra(const uint8_t *extra, size_t len, unsigned id,
	    size_t *n);
/*
 * Those of COUNT numbers that are ZIP_WIDE become what ZIP_EXTRA_WIDE says,
 * which has them in this order.  False: it does not.
 */
bool	 zip_widen(const uint8_t *extra, size_t len, uint64_t *const numbers[],
	    size_t count);

/* A name as text, NULL with *ERR filled.  OFF is where it stands. */
char	*zip_name(struct zip *z, const void *name, size_t len, unsigned system,
	    unsigned flags, uint64_t off, struct dump_err *err);

/* Time in the format of DOS: date and time of day.  1980 begins where there
 * is none. */
#define ZIP_NO_TIME	0x00210000U
int64_t	 zip_time(uint32_t dos);
uint32_t zip_time_make(int64_t time);

/*
 * The plain bytes of a member.  Z must outlive *OUT, unless OWNED: then Z and
 * its source belong to *OUT, also on failure, and it is what was unwrapped.
 */
int	 zip_member_open(struct dump_source **out, struct zip *z, size_t i,
	    bool owned, struct dump_err *err);
/* Of all kinds of members: "stored"; NULL: no name is known. */
const char *zip_method(unsigned method);

/* LEN bytes of SRC, which reaches anywhere, from OFF on. */
int	 zip_range_open(struct dump_source **out, struct dump_source *src,
	    uint64_t off, uint64_t len, struct dump_err *err);
/* Those of a deflated member, inflated and not proven. */
int	 zip_inflate_open(struct dump_source **out, struct dump_source *src,
	    const struct zip_entry *e, struct dump_err *err);

void	 zip_close(struct zip *z);

#endif
