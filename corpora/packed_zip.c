/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * packed_zip.c -- a dump in zip archives of many programs, and archives that
 * lie.  Nothing is compressed: deflate stores.
 */
#include "corpora/sample.h"
#include "tests/zips.h"

enum { DEFLATED = 8, LATER = 8, UTF8 = 0x800 };

#define FILE_MODE	(0100644U << 16)
#define LINK_MODE	(0120777U << 16)
#define FOLDER_MODE	(040755U << 16)

static const char readme[] = "What happened: it crashed.\n";

/* A member with the dump. */
static struct zips_member
dump_as(const char *name, unsigned method, struct buf *dump)
{
	struct zips_member m = { .name = name, .method = method,
	    .attributes = FILE_MODE };

	*dump = packed_dump();
	m.bytes = dump->v;
	m.len = dump->n;
	return m;
}

/* An archive with the dump alone. */
static void
alone(struct buf *out, const char *name, unsigned method, unsigned flags,
    bool wide, struct zips_places *at)
{
	struct buf dump;
	struct zips_member m = dump_as(name, method, &dump);

	m.flags = flags;
	m.wide = wide;
	zips_make(out, &m, 1, at);
	buf_free(&dump);
}

static void
deflated(struct buf *out)
{
	alone(out, "app.dmp", DEFLATED, 0, false, NULL);
}

static void
stored(struct buf *out)
{
	alone(out, "app.dmp", 0, 0, false, NULL);
}

static void
streamed(struct buf *out)
{
	alone(out, "app.dmp", DEFLATED, LATER, false, NULL);
}

static void
wide(struct buf *out)
{
	alone(out, "app.dmp", DEFLATED, 0, true, NULL);
}

static void
wide_streamed(struct buf *out)
{
	alone(out, "\xc3\xa4.dmp", DEFLATED, LATER | UTF8, true, NULL);
}

enum { IN_FOLDER = 5 };

static void
folder_at(struct buf *out, struct zips_places *at)
{
	struct buf dump;
	struct zips_member m[IN_FOLDER] = {
		{ .name = "snapshot/", .attributes = FOLDER_MODE },
		{ .name = "snapshot/readme.txt", .bytes = readme,
		    .len = sizeof readme - 1, .attributes = FILE_MODE },
		dump_as("snapshot/app.dmp", DEFLATED, &dump),
		{ .name = "snapshot/latest", .bytes = "app.dmp", .len = 7,
		    .attributes = LINK_MODE },
		{ .name = "snapshot/log", .attributes = FILE_MODE },
	};

	zips_make(out, m, IN_FOLDER, at);
	buf_free(&dump);
}

static void
folder(struct buf *out)
{
	folder_at(out, NULL);
}

static void
windows(struct buf *out)
{
	struct buf dump;
	struct zips_member m[2] = {
		{ .name = "B\x81""ro\\notes.txt", .bytes = readme,
		    .len = sizeof readme - 1, .dos = 1, .attributes = 0x20 },
		dump_as("B\x81""ro\\app.dmp", DEFLATED, &dump),
	};

	m[1].dos = 1;
	m[1].attributes = 0x20;
	m[1].time = 0x5a21852a;
	zips_make(out, m, 2, NULL);
	buf_free(&dump);
}

/* What MAKE makes, in an archive. */
static void
wrap(struct buf *out, void (*make)(struct buf *), const char *name,
    unsigned method)
{
	struct buf inner = { 0 };
	struct zips_member m[2] = {
		{ .name = "readme.txt", .bytes = readme,
		    .len = sizeof readme - 1 },
		{ .name = name, .method = method },
	};

	make(&inner);
	m[1].bytes = inner.v;
	m[1].len = inner.n;
	zips_make(out, m, 2, NULL);
	buf_free(&inner);
}

static void
gzip_in_it(struct buf *out)
{
	const struct sample *s = packed_gzip;

	wrap(out, s->make, "app.dmp.gz", 0);
}

static void
zip_in_it(struct buf *out)
{
	wrap(out, folder, "snapshot.zip", DEFLATED);
}

static void
too_deep(struct buf *out)
{
	wrap(out, zip_in_it, "again.zip", DEFLATED);
}

static void
comment(struct buf *out)
{
	struct zips_places at;

	alone(out, "app.dmp", 0, 0, false, &at);
	/* It looks like the end of an empty archive, and is not. */
	buf_set16(out, at.end + END_COMMENT_SIZE, 25);
	buf_add(out, "PK\5\6", 4);
	buf_zeros(out, 8);
	buf_fill(out, 1, 8);
	buf_u16(out, 3);
	buf_add(out, "end", 3);
}

static void
garbage(struct buf *out)
{
	alone(out, "app.dmp", DEFLATED, 0, false, NULL);
	buf_add(out, "\r\n--boundary--\r\n", 16);
}

static void
several(struct buf *out)
{
	struct buf a, b;
	struct zips_member m[2] = { dump_as("a.dmp", 0, &a),
	    dump_as("b/core.17", DEFLATED, &b) };

	zips_make(out, m, 2, NULL);
	buf_free(&a);
	buf_free(&b);
}

static void
no_dump(struct buf *out)
{
	struct zips_member m[2] = {
		{ .name = "a.txt", .bytes = readme, .len = 9 },
		{ .name = "b.txt", .bytes = readme, .len = 20 },
	};

	zips_make(out, m, 2, NULL);
}

static void
empty(struct buf *out)
{
	zips_make(out, NULL, 0, NULL);
}

static void
encrypted(struct buf *out)
{
	alone(out, "app.dmp", 0, 1, false, NULL);
}

static void
unknown_method(struct buf *out)
{
	alone(out, "app.dmp", 98, 0, false, NULL);
}

static void
wrong_checksum(struct buf *out)
{
	struct zips_places at;

	alone(out, "app.dmp", 0, 0, false, &at);
	zips_spoil(out, at.data[0] + 1000);
}

static void
unknown_block(struct buf *out)
{
	struct zips_places at;

	alone(out, "app.dmp", DEFLATED, 0, false, &at);
	out->v[at.data[0]] = 7;
}

/* Cut where a part of the archive begins. */
static void
cut_at(struct buf *out, size_t part)
{
	struct zips_places at;
	size_t where[5];

	alone(out, "app.dmp", DEFLATED, 0, true, &at);
	where[0] = at.data[0];
	where[1] = at.list;
	where[2] = at.end64;
	where[3] = at.locator;
	where[4] = at.end;
	buf_cut(out, where[part]);
}

static void
cut_before_data(struct buf *out)
{
	cut_at(out, 0);
}

static void
cut_before_list(struct buf *out)
{
	cut_at(out, 1);
}

static void
cut_before_wide_end(struct buf *out)
{
	cut_at(out, 2);
}

static void
cut_before_locator(struct buf *out)
{
	cut_at(out, 3);
}

static void
cut_before_end(struct buf *out)
{
	cut_at(out, 4);
}

static void
cut_last_byte(struct buf *out)
{
	deflated(out);
	buf_cut(out, out->n - 1);
}

/* An archive of the folder, in which the entry of the dump says otherwise. */
static void
lie(struct buf *out, size_t field, uint32_t v)
{
	struct zips_places at;

	folder_at(out, &at);
	buf_set32(out, at.entry[2] + field, v);
}

static void
twice(struct buf *out)
{
	struct buf dump;
	struct zips_member m[2] = { dump_as("app.dmp", 0, &dump) };
	struct zips_places at;

	m[1] = m[0];
	zips_make(out, m, 2, &at);
	buf_set32(out, at.entry[1] + ENTRY_HEADER, 0);
	buf_free(&dump);
}

static void
nested(struct buf *out)
{
	struct zips_places in, at;
	struct buf inner = { 0 };
	struct zips_member m[2] = { { .name = "outer", .bytes = "" },
	    { .name = "app.dmp" } };

	alone(&inner, "app.dmp", 0, 0, false, &in);
	m[0].bytes = inner.v;
	m[0].len = inner.n;
	zips_make(out, m, 2, &at);
	/* The second is what lies in the first. */
	buf_set(out, at.entry[1], inner.v + in.entry[0], ENTRY_NAME);
	buf_set32(out, at.entry[1] + ENTRY_HEADER, (uint32_t)at.data[0]);
	buf_free(&inner);
}

static void
itself(struct buf *out)
{
	struct zips_places at;

	alone(out, "app.dmp", 0, 0, false, &at);
	/* Its bytes begin with its own header, which says so. */
	buf_set(out, at.data[0], out->v, ENTRY_NAME);
	buf_set32(out, at.entry[0] + ENTRY_HEADER, (uint32_t)at.data[0]);
}

static void
header_is_list(struct buf *out)
{
	struct zips_places at;

	folder_at(out, &at);
	buf_set32(out, at.entry[2] + ENTRY_HEADER, (uint32_t)at.list);
}

static void
header_past_end(struct buf *out)
{
	lie(out, ENTRY_HEADER, 0xfffffff0);
}

static void
size_lies(struct buf *out)
{
	lie(out, ENTRY_SIZE, 1 << 30);
}

/* Both headers say that of the dump SIZE bytes come out. */
static void
both_say(struct buf *out, uint32_t size)
{
	struct zips_places at;

	alone(out, "app.dmp", DEFLATED, 0, false, &at);
	buf_set32(out, at.local[0] + LOCAL_SIZE, size);
	buf_set32(out, at.entry[0] + ENTRY_SIZE, size);
}

static void
bomb(struct buf *out)
{
	both_say(out, 0xfffffff0);
}

static void
too_much(struct buf *out)
{
	both_say(out, 3000);
}

static void
too_little(struct buf *out)
{
	both_say(out, 4000);
}

static void
packed_size_huge(struct buf *out)
{
	lie(out, ENTRY_PACKED, 1U << 31);
}

static void
other_name(struct buf *out)
{
	struct zips_places at;

	folder_at(out, &at);
	out->v[at.entry[2] + ENTRY_NAME + 9] = 'b';
}

static void
leads_out(struct buf *out)
{
	alone(out, "../../app.dmp", 0, 0, false, NULL);
}

static void
absolute(struct buf *out)
{
	alone(out, "/tmp/app.dmp", 0, 0, false, NULL);
}

static void
zero_in_name(struct buf *out)
{
	struct zips_places at;

	alone(out, "app.dmp", 0, 0, false, &at);
	out->v[at.local[0] + LOCAL_NAME + 3] = 0;
	out->v[at.entry[0] + ENTRY_NAME + 3] = 0;
}

static void
entries_lie(struct buf *out)
{
	struct zips_places at;

	folder_at(out, &at);
	buf_set16(out, at.end + END_DISK_ENTRIES, 4);
	buf_set16(out, at.end + END_ENTRIES, 4);
}

static void
comment_hides_entries(struct buf *out)
{
	struct zips_places at;

	folder_at(out, &at);
	buf_set16(out, at.entry[1] + ENTRY_COMMENT_SIZE,
	    (unsigned)(at.end - at.entry[2]));
}

static void
several_volumes(struct buf *out)
{
	struct zips_places at;

	alone(out, "app.dmp", 0, 0, false, &at);
	buf_set16(out, at.end + END_DISK, 1);
}

/* The wide record of the end says that the list is elsewhere. */
static void
wide_lie(struct buf *out, size_t field, uint64_t v)
{
	struct zips_places at;

	alone(out, "app.dmp", 0, 0, true, &at);
	buf_set64(out, at.end64 + field, v);
}

static void
wide_offset_wraps(struct buf *out)
{
	wide_lie(out, END64_LIST_OFF, UINT64_MAX - 10);
}

static void
wide_entries_huge(struct buf *out)
{
	struct zips_places at;

	alone(out, "app.dmp", 0, 0, true, &at);
	buf_set64(out, at.end64 + END64_ENTRIES - 8, UINT64_MAX);
	buf_set64(out, at.end64 + END64_ENTRIES, UINT64_MAX);
}

static void
wide_size_huge(struct buf *out)
{
	wide_lie(out, END64_SIZE, UINT64_MAX);
}

static void
locator_to_itself(struct buf *out)
{
	struct zips_places at;

	alone(out, "app.dmp", 0, 0, true, &at);
	buf_set64(out, at.locator + LOCATOR_OFF, at.locator);
}

static void
wide_numbers_missing(struct buf *out)
{
	lie(out, ENTRY_SIZE, UINT32_MAX);
}

static void
link_to_nothing(struct buf *out)
{
	struct buf dump;
	struct zips_member m[2];

	m[0] = m[1] = dump_as("app.dmp", 0, &dump);
	m[1].name = "link";
	m[1].attributes = LINK_MODE;
	m[1].len = 0;
	zips_make(out, m, 2, NULL);
	buf_free(&dump);
}

#define GOOD(name, make, what) \
	{ "packed/zip-" name ".zip", make, "0", "0", "0", what }
#define FLAW(name, make, what) \
	{ "packed/zip-" name ".zip", make, "3", "3", "3", what }
#define BAD(name, make, what) \
	{ "bad/zip-" name ".zip", make, "1", "1", "1", what }

const struct sample packed_zip[] = {
	GOOD("deflated", deflated, "One member."),
	GOOD("stored", stored, "One member, as it is."),
	GOOD("streamed", streamed, "Written in order: sizes follow."),
	GOOD("wide", wide, "Sizes and places in 64 bits."),
	GOOD("wide-streamed", wide_streamed,
	    "The same in order, with a name in UTF-8."),
	GOOD("folder", folder, "The dump beside a text, a link to it and an"
	    " empty file."),
	GOOD("windows", windows, "Names with backslashes and letters of"
	    " DOS."),
	GOOD("with-gzip", gzip_in_it, "A text, and a dump in gzip."),
	GOOD("with-zip", zip_in_it, "A text, and an archive with the dump."),
	GOOD("comment", comment, "The comment looks like the end of another"
	    " archive."),
	FLAW("garbage", garbage, "A mail program left something behind it."),
	BAD("several", several, "Two dumps, and nobody says which."),
	BAD("no-dump", no_dump, "Two texts."),
	BAD("empty", empty, "Nothing but the end."),
	BAD("too-deep", too_deep, "An archive in an archive in an archive."),
	BAD("encrypted", encrypted, "A member with a password."),
	BAD("unknown-method", unknown_method, "A member packed with PPMd."),
	BAD("wrong-checksum", wrong_checksum,
	    "A byte is not what was packed."),
	BAD("unknown-block", unknown_block, "No stream of deflate."),
	BAD("cut-before-data", cut_before_data, "A header, and no more."),
	BAD("cut-before-list", cut_before_list, "All members, no list."),
	BAD("cut-before-wide-end", cut_before_wide_end,
	    "Members and list, no end."),
	BAD("cut-before-locator", cut_before_locator,
	    "Only the wide record of the end."),
	BAD("cut-before-end", cut_before_end, "The last record is missing."),
	BAD("cut-last-byte", cut_last_byte, "The last byte is missing."),
	BAD("member-twice", twice, "A member is listed twice."),
	BAD("member-in-member", nested, "A member lies in another one."),
	BAD("member-in-itself", itself, "A member's bytes begin with its own"
	    " header."),
	BAD("header-is-list", header_is_list, "An entry leads to the list."),
	BAD("header-past-end", header_past_end, "An entry leads out."),
	BAD("size-lies", size_lies, "Another size in the list than before the"
	    " member."),
	BAD("bomb", bomb, "4 GiB are to come out of 3 KiB."),
	BAD("too-much", too_much, "More comes out than was said."),
	BAD("too-little", too_little, "Less comes out than was said."),
	BAD("packed-size-huge", packed_size_huge,
	    "2 GiB packed do not fit in the file."),
	BAD("other-name", other_name, "The list has another name than the"
	    " header."),
	BAD("leads-out", leads_out, "A name that begins with dots."),
	BAD("absolute", absolute, "A name that begins with a slash."),
	BAD("zero-in-name", zero_in_name, "A name that ends before its end."),
	BAD("entries-lie", entries_lie, "Five entries, four counted."),
	BAD("comment-hides-entries", comment_hides_entries,
	    "A comment that is the rest of the list."),
	BAD("several-volumes", several_volumes, "The second of two disks."),
	BAD("wide-offset-wraps", wide_offset_wraps,
	    "The list's place and size pass 2^64."),
	BAD("wide-entries-huge", wide_entries_huge, "2^64 - 1 members."),
	BAD("wide-size-huge", wide_size_huge,
	    "The wide record has 2^64 - 1 bytes."),
	BAD("locator-to-itself", locator_to_itself,
	    "What leads to the wide record leads to itself."),
	BAD("wide-numbers-missing", wide_numbers_missing,
	    "A number is elsewhere, and is not there."),
	BAD("link-to-nothing", link_to_nothing, "A link without a target."),
	{ 0 }
};
