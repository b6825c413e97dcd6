/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_laws.c -- the laws of cuts, over every file of corpora/good, over
 * what can be read in corpora/bad, and over the real dumps where
 * DUMPKIT_REAL names their folder.  DUMPKIT_LONG=1 cuts dumps short at every
 * byte of their records and takes real ones of any size.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/folder.h"
#include "tests/laws.h"
#include "tests/mixes.h"
#include "tests/suites.h"

enum { MIXES = 12 };
/* What bad dumps may describe far more than they hold of. */
#define MOST		((size_t)64 << 20)

static struct folder good, bad, real;

static void
law(const char *path, const char *what, const char *why)
{
	if (why != NULL)
		ck_abort_msg("%s: %s: %s", path, what, why);
}

static void
must(const char *path, bool done, const struct outcome *o)
{
	if (!done)
		ck_abort_msg("%s: %s", path, o->err.msg);
}

/* Each is a part of the one before it. */
static const struct {
	const char	*name;
	const char	*(*facts)(const struct blob *, const struct blob *);
} cuts[] = {
	{ "full", law_same_facts },
	{ "heap", law_same_facts },
	{ "mini", law_fewer_records },
};
enum { CUTS = sizeof cuts / sizeof cuts[0] };

/*
 * What must hold of one cut.  WIDER is what the one before it left.  Not
 * every dump can be cut to stacks; false: this one cannot.
 */
static bool
obey_plain(const char *path, const struct blob *in, const struct blob *wider,
    size_t cut, struct blob *out)
{
	const char *name = cuts[cut].name;
	struct cut how = { name, CUT_NO_PROVENANCE, WAY_MEMORY, 0 };
	struct blob other = { NULL, 0, 0 };
	struct outcome o;

	if (!cut_blob(out, in, &how, &o) && o.err.code == DUMP_E_ARG)
		return false;
	must(path, o.done, &o);
	law(path, name, law_subset(out, wider));
	law(path, name, cuts[cut].facts(in, out));
	law(path, name, law_sound(out));
	law(path, name, law_estimate(in, &how));
	law(path, name, law_explained(in, &how));
	law(path, name, law_idempotent(out, &how));

	must(path, cut_blob(&other, wider, &how, &o), &o);
	law(path, name, law_subset(&other, out));
	law(path, name, law_subset(out, &other));

	how.flags = 0;
	must(path, cut_blob(out, in, &how, &o), &o);
	must(path, cut_blob(&other, in, &how, &o), &o);
	ck_assert_msg(blob_same(&other, out),
	    "%s: %s twice gives two results", path, name);
	law(path, name, law_idempotent(out, &how));

	how.flags = CUT_KEEP_LAYOUT;
	must(path, cut_blob(&other, in, &how, &o), &o);
	law(path, name, law_sound(&other));
	law(path, name, law_subset(&other, out));
	law(path, name, law_subset(out, &other));
	law(path, name, law_idempotent(&other, &how));
	blob_free(&other);
	return true;
}

static void
obey(const char *path, const struct blob *in)
{
	struct blob out[CUTS] = { { NULL, 0, 0 } };
	const struct blob *wider = in;
	size_t i;

	for (i = 0; i < CUTS && obey_plain(path, in, wider, i, &out[i]); i++)
		wider = &out[i];
	for (i = 0; i < CUTS; i++)
		blob_free(&out[i]);
}

/* The laws of a cut that may leave records out, and is a part of BIG; false
 * where it cannot be made: it would leave nothing, or no stack is known. */
static bool
obey_cut(const char *path, const struct blob *in, const struct blob *big,
    const char *filters, struct blob *out)
{
	struct cut how = { filters, CUT_NO_PROVENANCE, WAY_MEMORY, 0 };
	char what[300];
	struct outcome o;

	snprintf(what, sizeof what, "%s: %s", path, filters);
	if (!cut_blob(out, in, &how, &o) && o.err.code == DUMP_E_ARG)
		return false;
	must(what, o.done, &o);
	law(what, "subset", law_subset(out, big));
	/* A scan is about the list of modules. */
	law(what, "facts", strstr(filters, "scan") == NULL ?
	    law_fewer_records(in, out) : law_same_threads(in, out));
	law(what, "sound", law_sound(out));
	law(what, "again", law_idempotent(out, &how));
	how.flags = 0;
	law(what, "explained", law_explained(in, &how));
	law(what, "ways", law_same_ways(in, &how));
	return true;
}

/*
 * Cuts of managed processes rest on what their record says, and few dumps
 * are of such a process.  They lie between heap and mini.
 */
static void
obey_managed(const char *path, const struct blob *in)
{
	static const char *const names[] = { "heap", "heap-managed",
	    "mini-managed", "mini" };
	struct blob out = { NULL, 0, 0 }, wider = { NULL, 0, 0 };
	struct cut how = { NULL, 0, WAY_MEMORY, 0 };
	struct outcome o;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		how.filters = names[i];
		if (!cut_blob(&out, in, &how, &o))
			continue;
		if (wider.n > 0)
			law(path, names[i], law_subset(&out, &wider));
		law(path, names[i], law_sound(&out));
		law(path, names[i], law_idempotent(&out, &how));
		law(path, names[i], law_same_ways(in, &how));
		blob_free(&wider);
		wider = out;
		out = (struct blob){ NULL, 0, 0 };
	}
	blob_free(&wider);
	blob_free(&out);
}

START_TEST(cuts_of_managed_processes_obey_the_laws)
{
	struct blob in;
	char path[1400];

	folder_load(&in, &good, _i, path, sizeof path);
	obey_managed(path, &in);
	blob_free(&in);
}
END_TEST

/* The same numbers in every run, others for every file. */
static uint32_t
dice(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 4;
}

enum {
	ADDING = 0x1 | 0x2 | 0x4 | 0x20 | 0x100 | 0x200 | 0x800 | 0x1000 |
	    0x2000 | 0x8000 | 0x10000 | 0x40000 | 0x80000 | 0x400000,
	REMOVING = 0x400 | 0x4000 | 0x1000000
};

/* Any flags, and the same with more that add and with less that remove: the
 * second dump has all of the first. */
static void
obey_types(const char *path, const struct blob *in, const struct blob *full,
    uint32_t seed)
{
	struct blob small = { NULL, 0, 0 }, big = { NULL, 0, 0 };
	uint32_t few, many;
	char type[64];
	int i;

	for (i = 0; i < 3; i++) {
		few = dice(&seed) & dice(&seed);
		many = few | dice(&seed);
		snprintf(type, sizeof type, "type:mask=%#x",
		    (few & ADDING) | (many & REMOVING));
		if (!obey_cut(path, in, full, type, &small))
			continue;
		snprintf(type, sizeof type, "type:mask=%#x",
		    (many & ADDING) | (few & REMOVING));
		obey_cut(path, in, full, type, &big);
		law(path, type, law_subset(&small, &big));
	}
	blob_free(&small);
	blob_free(&big);
}

/* Where a managed runtime is known its cuts lie between heap and mini, and
 * it does not matter whether heap was cut first. */
static void
try_managed(const char *path, const struct blob *in)
{
	struct cut how = { "heap", CUT_NO_PROVENANCE, WAY_MEMORY, 0 };
	struct blob heap = { NULL, 0, 0 }, big = { NULL, 0, 0 };
	struct blob small = { NULL, 0, 0 };
	struct outcome o;

	if (cut_blob(&heap, in, &how, &o) &&
	    obey_cut(path, in, &heap, "heap-managed", &big)) {
		how.filters = "heap-managed";
		must(path, cut_blob(&small, &heap, &how, &o), &o);
		law(path, "heap-managed after heap", law_subset(&small,
		    &big));
		law(path, "heap-managed after heap", law_subset(&big,
		    &small));
		obey_cut(path, in, &big, "mini-managed", &small);
		how.filters = "mini";
		if (cut_blob(&small, in, &how, &o))
			law(path, "mini in heap-managed", law_subset(&small,
			    &big));
	}
	blob_free(&heap);
	blob_free(&big);
	blob_free(&small);
}

static void
try_types(const char *path, const struct blob *in, uint32_t seed)
{
	static const char *const types[] = {
		"type", "type:mask=0x1", "type:mask=0x200",
		"type:mask=0x2000", "type:mask=0x10000", "type:mask=0x80000",
		"type:mask=0x41a25", "type:mask=0x41827", "type:mask=0x804",
		"type:mask=0x4200", "type:mask=0x1400", "type:mask=0x1000002",
		"core-filter:mask=0x33", "core-filter", "core-filter:mask=1",
		"core-filter:mask=4", "core-filter:mask=8",
		"core-filter:mask=0x1ff", "heap-plus", "mini-indirect",
		"mini-indirect indirect:before=1K,cap=64K",
		"full scan", "heap scan:drop", "type:mask=1 scan indirect",
		"type:mask=0x21 indirect"
	};
	struct cut to_full = { "full", CUT_NO_PROVENANCE, WAY_MEMORY, 0 };
	struct blob full = { NULL, 0, 0 }, out = { NULL, 0, 0 };
	struct outcome o;
	size_t i;

	/* Some dumps are read, but never written. */
	if (cut_blob(&full, in, &to_full, &o)) {
		for (i = 0; i < sizeof types / sizeof *types; i++)
			obey_cut(path, in, &full, types[i], &out);
		obey_types(path, in, &full, seed);
	}
	blob_free(&full);
	blob_free(&out);
}

/* What takes threads and zeros, of all there is and together with a cut. */
static void
try_others(const char *path, const struct blob *in)
{
	static const char *const filters[] = {
		"zeros:how=share", "zeros:how=drop", "heap zeros:how=share",
		"zeros:how=share mini", "threads:keep=crash",
		"heap threads:keep=crash", "threads:keep=crash mini",
		"mini threads:keep=crash zeros:how=share",
		"drop:what=process-data", "mini drop:what=process-data",
		"mini keep:what=process-data"
	};
	struct cut how = { NULL, 0, WAY_MEMORY, 0 };
	struct blob out = { NULL, 0, 0 };
	struct outcome o;
	char what[300];
	size_t i;

	for (i = 0; i < sizeof filters / sizeof *filters; i++) {
		how.filters = filters[i];
		/* Some dumps are read, but never written; or have no stacks,
		 * or no thread that crashed. */
		if (!cut_blob(&out, in, &how, &o))
			continue;
		snprintf(what, sizeof what, "%s: %s", path, filters[i]);
		law(what, "subset", law_subset(&out, in));
		law(what, "threads", law_fewer_threads(in, &out));
		law(what, "sound", law_sound(&out));
		law(what, "again", law_idempotent(&out, &how));
		law(what, "ways", law_same_ways(in, &how));
	}
	blob_free(&out);
}

/* Any filters together, others for every file. */
static void
try_mixes(const char *path, const struct blob *in, uint32_t seed)
{
	struct blob out = { NULL, 0, 0 };
	char filters[MIX_TEXT], what[300 + MIX_TEXT];
	int i;

	for (i = 0; i < MIXES; i++) {
		mix_filters(filters, (uint64_t)seed << 16 | (unsigned)i);
		snprintf(what, sizeof what, "%s: %s", path, filters);
		law(what, "mixed", mix_law(&out, in, filters, MOST));
	}
	blob_free(&out);
}

/* Of whatever cuts there are, however the dump arrives. */
static void
tell_truly(const char *path, const struct blob *in)
{
	law(path, "estimate", law_estimates(in, WAY_MEMORY, NULL, NULL));
	law(path, "estimate, compressed", law_estimates(in, WAY_MEMORY,
	    NULL, "gzip"));
	law(path, "estimate, rewritten and compressed",
	    law_estimates(in, WAY_FORWARD, "scrub-stacks", "gzip"));
	law(path, "estimate of a pipe", law_estimates(in, WAY_FORWARD,
	    NULL, NULL));
	law(path, "estimate of a stream", law_estimates(in, WAY_REWIND,
	    "drop:what=stacks", NULL));
}

static void
arrive_alike(const char *path, const struct blob *in)
{
	struct cut how = { NULL, 0, WAY_MEMORY, 0 };
	size_t i;

	for (i = 0; i < CUTS; i++) {
		how.filters = cuts[i].name;
		law(path, cuts[i].name, law_same_ways(in, &how));
	}
}

/* Through descriptors, as the programs do it; a pipe if PIPED. */
static void
copy_path(const char *path, const struct blob *in, bool piped)
{
	char command[2100];
	struct dump_source *src = NULL;
	struct dump_sink *dst = NULL;
	struct dump_result res;
	struct dump_err err;
	FILE *feed, *out;
	uint8_t *back;

	snprintf(command, sizeof command, "cat '%s'", path);
	ck_assert_ptr_nonnull(out = tmpfile());
	ck_assert_ptr_nonnull(feed = piped ? popen(command, "r") :
	    fopen(path, "r"));
	ck_assert_int_eq(dump_source_fd(&src, fileno(feed), path, &err), 0);
	ck_assert_int_eq(dump_sink_fd(&dst, fileno(out), "out", &err), 0);
	if (dump_copy(src, dst, NULL, NULL, &res, &err) == -1 ||
	    dump_sink_commit(&dst, &err) == -1)
		ck_abort_msg("%s: copy: %s", path, err.msg);
	ck_assert_uint_eq(dump_source_spooled(src), 0);
	ck_assert_ptr_nonnull(back = malloc(in->n + 1));
	rewind(out);
	ck_assert_msg(fread(back, 1, in->n + 1, out) == in->n &&
	    memcmp(back, in->v, in->n) == 0,
	    "%s: the copy%s is not the dump", path,
	    piped ? " from a pipe" : "");
	free(back);
	dump_source_close(src);
	if (piped)
		pclose(feed);
	else
		fclose(feed);
	fclose(out);
}

static void
copy_is_same(const char *path, const struct blob *in)
{
	struct cut how = { NULL, CUT_COPY | CUT_NO_SPOOL, WAY_MEMORY, 0 };
	struct blob out = { NULL, 0, 0 };
	struct outcome o;
	int way;

	for (way = WAY_MEMORY; way <= WAY_REWIND; way++) {
		how.way = (enum way)way;
		must(path, cut_blob(&out, in, &how, &o), &o);
		ck_assert_msg(blob_same(&out, in),
		    "%s: the copy is not the dump (way %d)", path, way);
		ck_assert_uint_eq(o.spooled, 0);
	}
	blob_free(&out);
}

/* Where the dump ends by its own tables, and its records. */
static void
measure(const char *path, const struct blob *in, size_t *end, size_t *records)
{
	struct dump_source *src = NULL;
	struct dump_model *m = NULL;
	struct dump_record r;
	struct dump_err err;
	uint64_t addr, size, off, first = in->n;
	size_t i;

	if (dump_source_memory(&src, in->v, in->n, &err) == -1 ||
	    dump_model_read(&m, src, &err) == -1)
		ck_abort_msg("%s: %s", path, err.msg);
	*end = (size_t)dump_model_facts(m)->end;
	ck_assert_msg(*end <= in->n, "%s: ends at %zu of %zu bytes", path,
	    *end, in->n);
	*records = 0;
	for (i = 0; i < dump_model_records(m); i++) {
		dump_model_record(m, i, &r);
		if (r.off + r.size > *records)
			*records = (size_t)(r.off + r.size);
	}
	for (i = 0; i < dump_model_pieces(m); i++) {
		dump_model_piece(m, i, &addr, &size, &off);
		first = off < first ? off : first;
	}
	/* Records behind the memory are short; the memory is not. */
	if (*records > first)
		*records = (size_t)first;
	dump_model_free(m);
	dump_source_close(src);
}

/* What a cut of a dump of which only the first bytes are left gives. */
static void
survive_cut(const char *path, const char *what, const struct blob *in,
    const struct blob *part, const char *cut)
{
	struct cut how = { cut, 0, WAY_MEMORY, 0 };
	struct blob out = { NULL, 0, 0 };
	struct outcome o;

	if (cut_blob(&out, part, &how, &o)) {
		ck_assert_msg(o.damaged, "%s: %s: taken for whole", path,
		    what);
		law(path, what, law_sound(&out));
		law(path, what, law_subset(&out, in));
		law(path, what, law_same_threads(part, &out));
		law(path, what, law_idempotent(&out, &how));
	}
	how.way = WAY_FORWARD;
	if (cut_blob(&out, part, &how, &o)) {
		ck_assert_msg(o.damaged, "%s: %s: taken for whole in a pipe",
		    path, what);
		law(path, what, law_subset(&out, in));
	}
	blob_free(&out);
}

static void
survive(const char *path, const struct blob *in, size_t n)
{
	struct blob part = { NULL, n, n };
	char what[64];

	/* A block of its own: reading past it is found. */
	ck_assert_ptr_nonnull(part.v = malloc(n + 1));
	memcpy(part.v, in->v, n);
	snprintf(what, sizeof what, "first %zu bytes", n);
	survive_cut(path, what, in, &part, "heap");
	survive_cut(path, what, in, &part, "mini");
	survive_cut(path, what, in, &part, "type");
	blob_free(&part);
}

static void
cut_short(const char *path, const struct blob *in)
{
	size_t end, records, n, step = getenv("DUMPKIT_LONG") ? 1 : 89;

	measure(path, in, &end, &records);
	for (n = 0; n < records; n += n < 96 ? 1 : step)
		survive(path, in, n);
	step = (end - n) / 24 + 1;
	for (; n < end; n += step)
		survive(path, in, n);
	if (end > 0)
		survive(path, in, end - 1);
}

START_TEST(the_corpora_are_there)
{
	ck_assert_int_gt(good.n, 0);
	ck_assert_int_gt(bad.n, 0);
	ck_assert(getenv("DUMPKIT_REAL") == NULL || real.n > 0);
}
END_TEST

START_TEST(cuts_of_good_dumps_obey_the_laws)
{
	struct blob in;
	char path[1400];

	folder_load(&in, &good, _i, path, sizeof path);
	obey(path, &in);
	blob_free(&in);
}
END_TEST

START_TEST(types_of_good_dumps_obey_the_laws)
{
	struct blob in;
	char path[1400];

	folder_load(&in, &good, _i, path, sizeof path);
	try_types(path, &in, (uint32_t)_i);
	try_others(path, &in);
	try_mixes(path, &in, (uint32_t)_i);
	blob_free(&in);
}
END_TEST

/*
 * What is rewritten has the addresses that it had; what was once rewritten is
 * not rewritten again; and a cut may come first.  CUT may be "".
 */
static void
obey_scrub(const char *path, const struct blob *in, const char *cut,
    const char *scrub)
{
	char both[128];
	struct cut how = { both, CUT_NO_PROVENANCE, WAY_MEMORY, 0 };
	struct blob once = { NULL, 0, 0 }, first = { NULL, 0, 0 };
	struct outcome o;

	snprintf(both, sizeof both, "%s%s%s", cut, *cut != '\0' ? " " : "",
	    scrub);
	/* Not every dump has stacks that can be found. */
	if (!cut_blob(&once, in, &how, &o)) {
		ck_assert_msg(o.err.code == DUMP_E_ARG, "%s: %s: %s", path,
		    both, o.err.msg);
		return;
	}
	law(path, both, law_within(&once, in));
	/* Others change what records say. */
	law(path, both, strncmp(scrub, "scrub-stacks", 12) == 0 ?
	    law_fewer_records(in, &once) : law_same_threads(in, &once));
	law(path, both, law_sound(&once));
	law(path, both, law_estimate(in, &how));
	law(path, both, law_idempotent(&once, &how));
	how.filters = cut;
	must(path, cut_blob(&first, in, &how, &o), &o);
	law(path, both, law_within(&once, &first));
	law(path, both, law_within(&first, &once));
	how = (struct cut){ both, 0, WAY_MEMORY, 0 };
	law(path, both, law_same_ways(in, &how));
	must(path, cut_blob(&once, in, &how, &o), &o);
	law(path, both, law_idempotent(&once, &how));
	blob_free(&once);
	blob_free(&first);
}

/* Triage is a part of mini, whatever is rewritten of it. */
static void
obey_triage(const char *path, const struct blob *in)
{
	struct cut how = { "mini", CUT_NO_PROVENANCE, WAY_MEMORY, 0 };
	struct blob mini = { NULL, 0, 0 }, out = { NULL, 0, 0 };
	struct outcome o;

	if (cut_blob(&mini, in, &how, &o)) {
		how.filters = "triage";
		must(path, cut_blob(&out, in, &how, &o), &o);
		law(path, "triage", law_within(&out, &mini));
		law(path, "triage", law_same_threads(in, &out));
		law(path, "triage", law_sound(&out));
		law(path, "triage", law_estimate(in, &how));
		law(path, "triage", law_idempotent(&out, &how));
		how.flags = 0;
		law(path, "triage", law_same_ways(in, &how));
		must(path, cut_blob(&out, in, &how, &o), &o);
		law(path, "triage", law_idempotent(&out, &how));
	}
	blob_free(&mini);
	blob_free(&out);
}

static void
try_scrubs(const char *path, const struct blob *in)
{
	static const char *const scrubs[] = {
		"scrub-stacks", "scrub-stacks:wide", "scrub-stacks:deface",
		"scrub-vectors", "scrub-paths", "scrub-triage",
		"scrub-paths scrub-stacks scrub-vectors"
	};
	static const char *const before[] = { "", "full", "heap", "mini",
		"type:mask=0x1025" };
	size_t i, k;

	for (i = 0; i < sizeof scrubs / sizeof *scrubs; i++)
		for (k = 0; k < sizeof before / sizeof *before; k++)
			obey_scrub(path, in, before[k], scrubs[i]);
	obey_triage(path, in);
}

START_TEST(managed_cuts_obey_the_laws)
{
	struct blob in;
	char path[1400];

	folder_load(&in, &good, _i, path, sizeof path);
	try_managed(path, &in);
	blob_free(&in);
}
END_TEST

START_TEST(what_is_scrubbed_obeys_the_laws)
{
	struct blob in;
	char path[1400];

	folder_load(&in, &good, _i, path, sizeof path);
	try_scrubs(path, &in);
	blob_free(&in);
}
END_TEST

START_TEST(a_pipe_gives_what_a_file_gives)
{
	struct blob in;
	char path[1400];

	folder_load(&in, &good, _i, path, sizeof path);
	arrive_alike(path, &in);
	blob_free(&in);
}
END_TEST

START_TEST(an_estimate_says_what_every_cut_writes)
{
	const struct folder *f = _i < good.n ? &good : &bad;
	struct blob in;
	char path[1400];

	folder_load(&in, f, _i < good.n ? _i : _i - good.n, path, sizeof path);
	tell_truly(path, &in);
	blob_free(&in);
}
END_TEST

START_TEST(a_copy_is_the_same_bytes)
{
	struct blob in;
	char path[1400];

	folder_load(&in, &good, _i, path, sizeof path);
	copy_is_same(path, &in);
	copy_path(path, &in, false);
	copy_path(path, &in, true);
	blob_free(&in);
}
END_TEST

START_TEST(a_dump_cut_short_gives_what_is_there)
{
	struct blob in;
	char path[1400];

	folder_load(&in, &good, _i, path, sizeof path);
	cut_short(path, &in);
	blob_free(&in);
}
END_TEST

/* What a cut leaves of a dump that may be damaged. */
static void
save(const char *path, const struct blob *in, const char *cut, size_t most)
{
	struct cut how = { cut, 0, WAY_MEMORY, most };
	struct blob out = { NULL, 0, 0 };
	struct outcome o;

	if (cut_blob(&out, in, &how, &o)) {
		if (o.changed)
			law(path, cut, law_sound(&out));
		law(path, cut, law_subset(&out, in));
		law(path, cut, law_same_threads(in, &out));
		law(path, cut, law_idempotent(&out, &how));
	} else
		ck_assert_msg(o.err.msg[0] != '\0', "%s: %s: no message",
		    path, cut);
	blob_free(&out);
}

START_TEST(what_is_saved_of_a_bad_dump_is_sound)
{
	struct cut how = { NULL, CUT_COPY, WAY_MEMORY, 0 };
	struct blob in, out = { NULL, 0, 0 };
	struct outcome o;
	char path[1400];

	folder_load(&in, &bad, _i, path, sizeof path);
	how.filters = "heap";
	law(path, "explained", law_explained(&in, &how));
	how = (struct cut){ NULL, CUT_COPY, WAY_MEMORY, 0 };
	save(path, &in, "heap", MOST);
	save(path, &in, "mini", MOST);
	save(path, &in, "type", MOST);
	if (cut_blob(&out, &in, &how, &o))
		copy_is_same(path, &in);
	blob_free(&in);
	blob_free(&out);
}
END_TEST

START_TEST(real_dumps_obey_the_laws)
{
	struct cut how = { "heap", 0, WAY_MEMORY, 0 };
	struct blob in, out = { NULL, 0, 0 };
	struct outcome o;
	char path[1400];

	folder_load(&in, &real, _i, path, sizeof path);
	if (in.n <= SHORT_MAX || getenv("DUMPKIT_LONG") != NULL) {
		if (!cut_blob(&out, &in, &how, &o))
			ck_assert_msg(o.err.msg[0] != '\0', "%s: no message",
			    path);
		else if (o.damaged) {
			save(path, &in, "heap", 0);
			save(path, &in, "mini", 0);
			save(path, &in, "type", 0);
			copy_is_same(path, &in);
		} else {
			copy_is_same(path, &in);
			tell_truly(path, &in);
			obey(path, &in);
			arrive_alike(path, &in);
			try_types(path, &in, (uint32_t)_i);
			try_others(path, &in);
			try_mixes(path, &in, (uint32_t)_i);
			try_scrubs(path, &in);
		}
	}
	blob_free(&in);
	blob_free(&out);
}
END_TEST

Suite *
laws_suite(void)
{
	Suite *s = suite_create("laws");
	TCase *tc = tcase_create("laws");
	const char *corpora = getenv("DUMPKIT_CORPORA");

	if (corpora == NULL)
		corpora = "corpora";
	folder_list(&good, corpora, "good");
	folder_list(&bad, corpora, "bad");
	if (getenv("DUMPKIT_REAL") != NULL)
		folder_list(&real, getenv("DUMPKIT_REAL"), "");
	tcase_set_timeout(tc, 3600);
	tcase_add_test(tc, the_corpora_are_there);
	tcase_add_loop_test(tc, cuts_of_good_dumps_obey_the_laws, 0, good.n);
	tcase_add_loop_test(tc, types_of_good_dumps_obey_the_laws, 0, good.n);
	tcase_add_loop_test(tc, managed_cuts_obey_the_laws, 0, good.n);
	tcase_add_loop_test(tc, what_is_scrubbed_obeys_the_laws, 0, good.n);
	tcase_add_loop_test(tc, cuts_of_managed_processes_obey_the_laws, 0,
	    good.n);
	tcase_add_loop_test(tc, a_pipe_gives_what_a_file_gives, 0, good.n);
	tcase_add_loop_test(tc, an_estimate_says_what_every_cut_writes, 0,
	    good.n + bad.n);
	tcase_add_loop_test(tc, a_copy_is_the_same_bytes, 0, good.n);
	tcase_add_loop_test(tc, a_dump_cut_short_gives_what_is_there, 0,
	    good.n);
	tcase_add_loop_test(tc, what_is_saved_of_a_bad_dump_is_sound, 0,
	    bad.n);
	tcase_add_loop_test(tc, real_dumps_obey_the_laws, 0, real.n);
	suite_add_tcase(s, tc);
	return s;
}
