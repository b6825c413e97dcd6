/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strangers.c -- names files that are no process dumps: "unknown format"
 * sends people searching, "a Windows kernel dump" does not.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "codec/codec.h"
#include "strangers.h"

static const struct magic {
	size_t		 off;
	const char	*bytes;
	size_t		 len;
	const char	*what;
} magics[] = {
#define M(off, bytes, what) { off, bytes, sizeof bytes - 1, what }
	M(0, "PAGEDU64", "a Windows kernel dump (PAGEDU64), not a process dump"),
	M(0, "PAGEDUMP", "a Windows kernel dump (PAGEDUMP), not a process dump"),
	M(0, "USERDUMP", "a user dump from before minidumps (USERDUMP), which "
	    "nothing here reads"),
	M(0, "KDUMP   ", "a compressed Linux kernel dump (KDUMP), not a "
	    "process dump"),
	M(0, "DISKDUMP", "a Linux kernel dump (DISKDUMP), not a process dump"),
	M(0, "makedumpfile", "a Linux kernel dump (makedumpfile), not a "
	    "process dump"),
	M(0, "JAVA PROFILE ", "a Java heap dump (hprof), not a process dump"),
	M(0, "MDMP", "a minidump, which this build does not read"),
	M(0, "PMDM", "a minidump, which this build does not read"),
	M(0, "\0\0\0\0\x93\xa7", "an interrupted Crashpad dump: its signature "
	    "was never written"),
	M(0, "MZ", "a PE program, not a dump"),
	M(0, "MSCF", "a CAB archive; unpack it first"),
	M(0, "7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
	M(0, "Rar!\x1a\x07", "a RAR archive; unpack it first"),
	M(257, "ustar", "a tar archive; unpack it first"),
	M(0, "BZh", "compressed with bzip2; unpack it first"),
	M(0, "version https://git-lfs.github.com/",
	    "a Git LFS pointer, not the dump it stands for"),
	M(0, "-----BEGIN BREAKPAD MICRODUMP", "a Breakpad microdump, which is "
	    "text and holds no memory"),
	M(0, "%PDF-", "a PDF document, not a dump"),
	M(0, "\x89PNG\r\n", "a PNG picture, not a dump"),
	M(0, "\xff\xd8\xff", "a JPEG picture, not a dump"),
	M(0, "!<arch>\n", "an ar archive, not a dump"),
	M(0, "#!", "a script, not a dump"),
#undef M
};

/* What a build may read or not; one that does has unpacked it as often as it
 * does that. */
static const struct packing {
	const char	*codec, *magic, *absent, *deeper;
} packings[] = {
#define P(codec, magic, what) { codec, magic, what "; this build cannot read" \
    " it", what "; unpack it first" }
	P("gzip", "\x1f\x8b", "compressed with gzip"),
	P("zstd", "\x28\xb5\x2f\xfd", "compressed with zstd"),
	P("zstd", "\x50\x2a\x4d\x18", "compressed with zstd"),	/* pzstd */
	P("xz", "\xfd""7zXZ", "compressed with xz"),
	P("lz4", "\x04\x22\x4d\x18", "compressed with lz4"),
	P("zip", "PK\3\4", "a zip archive"),
	P("zip", "PK\5\6", "a zip archive"),
#undef P
};

static const char *
packed(const uint8_t *head, size_t len)
{
	const struct packing *p;
	size_t i, n;

	for (i = 0; i < sizeof packings / sizeof *packings; i++) {
		p = &packings[i];
		n = strlen(p->magic);
		if (len >= n && memcmp(head, p->magic, n) == 0)
			return codec_named(p->codec) == NULL ? p->absent :
			    p->deeper;
	}
	return NULL;
}

/* Reached where no format of this build took it. */
static const char *
core(unsigned class, unsigned order)
{
	bool known = (class == 1 || class == 2) && (order == 1 || order == 2);

	return known ? "an ELF core, which this build does not read" :
	    "a damaged ELF core: its class or byte order is unknown";
}

static const char *
elf(const uint8_t *head, size_t len)
{
	if (len < 18 || memcmp(head, "\177ELF", 4) != 0)
		return NULL;
	switch (get16(head[5] == 2, head + 16)) {
	case 1:
		return "an ELF object file, not a core dump";
	case 2:
	case 3:
		return "an ELF program or library, not a core dump";
	case 4:
		return core(head[4], head[5]);
	default:
		return "an ELF file, but not a core dump";
	}
}

/* Mach-O in either byte order and width; file type 4 is a core. */
static const char *
mach_o(const uint8_t *head, size_t len)
{
	uint32_t magic, type;

	if (len < 16)
		return NULL;
	magic = le32(head);
	if (magic == 0xfeedface || magic == 0xfeedfacf)
		type = le32(head + 12);
	else if (magic == 0xcefaedfe || magic == 0xcffaedfe)
		type = be32(head + 12);
	else
		return NULL;
	return type == 4 ? "a Mach-O core dump, which nothing here reads" :
	    "a Mach-O program, not a dump";
}

static const char *
html(const char *text, size_t len)
{
	while (len > 0 && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	if ((len >= 9 && strncasecmp(text, "<!doctype", 9) == 0) ||
	    (len >= 5 && strncasecmp(text, "<html", 5) == 0))
		return "an HTML page, not a dump";
	return NULL;
}

static const char *
text_or_zeros(const uint8_t *head, size_t len)
{
	bool text = true, zeros = true;
	size_t i;

	for (i = 0; i < len; i++) {
		zeros = zeros && head[i] == 0;
		text = text && (head[i] >= 0x80 || isprint(head[i]) ||
		    isspace(head[i]));
	}
	if (zeros)
		return "nothing but zeros, not a dump";
	return text ? "text, not a dump" : NULL;
}

const char *
stranger(const uint8_t *head, size_t len)
{
	const char *what;
	size_t i;

	if (len == 0)
		return "empty";
	if ((what = elf(head, len)) != NULL ||
	    (what = mach_o(head, len)) != NULL ||
	    (what = packed(head, len)) != NULL ||
	    (what = html((const char *)head, len)) != NULL)
		return what;
	for (i = 0; i < sizeof magics / sizeof *magics; i++)
		if (len >= magics[i].off + magics[i].len &&
		    memcmp(head + magics[i].off, magics[i].bytes,
		    magics[i].len) == 0)
			return magics[i].what;
	return text_or_zeros(head, len);
}
