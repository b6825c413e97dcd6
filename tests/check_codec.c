/* SPDX-License-Identifier: BSD-2-Clause */
/* check_codec.c -- what wraps a dump is undone by content, and put around it
 * by name. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "codec/codec.h"
#include "codec/gzip.h"
#include "io/sink.h"
#include "io/source.h"
#include "tests/packed.h"
#include "tests/stream.h"
#include "tests/suites.h"

static struct dump_err err;

static struct buf
wrapped(const struct buf *plain, unsigned times)
{
	struct buf b = { 0 }, next;

	buf_add(&b, plain->v, plain->n);
	for (; times > 0; times--) {
		next = packed_gzip(&b, NULL);
		buf_free(&b);
		b = next;
	}
	return b;
}

START_TEST(plain_bytes_stay_as_they_are)
{
	static const char *const plain[] = { "", "M", "\x1f", "\x1f\x8b\x08",
	    "\x1f\x8b\x07x", "\177ELF", "PK" };
	struct dump_source *src;
	struct dump_wrapping w;
	char buf[16];
	size_t i, len, got;

	for (i = 0; i < sizeof plain / sizeof *plain; i++) {
		len = strlen(plain[i]);
		ck_assert_int_eq(dump_source_memory(&src, plain[i], len,
		    &err), 0);
		ck_assert(!dump_source_wrapping(src, 0, &w));
		ck_assert_ptr_null(dump_source_flaw(src));
		ck_assert_int_eq(source_read_some(src, 0, buf, sizeof buf,
		    &got, &err), 0);
		ck_assert_uint_eq(got, len);
		ck_assert(memcmp(buf, plain[i], len) == 0);
		dump_source_close(src);
	}
}
END_TEST

START_TEST(what_is_wrapped_is_undone_twice_and_no_deeper)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), b, want;
	struct dump_source *src;
	struct dump_wrapping w;
	struct unpacked u;
	unsigned times, layers;
	int way;

	for (times = 0; times < 5; times++)
		for (way = 0; way < PACKED_WAYS; way++) {
			b = wrapped(&plain, times);
			want = wrapped(&plain, times > 2 ? times - 2 : 0);
			ck_assert_int_eq(packed_open(&src, &b,
			    (enum packed_way)way, 0, &err), 0);
			for (layers = 0; dump_source_wrapping(src, layers, &w);
			    layers++)
				ck_assert_str_eq(w.codec, "gzip");
			ck_assert_uint_eq(layers, times > 2 ? 2 : times);
			u = packed_read(src, 0);
			ck_assert(!u.failed && !u.flawed);
			ck_assert(buf_same(&u.bytes, &want));
			buf_free(&u.bytes);
			buf_free(&want);
			buf_free(&b);
		}
	buf_free(&plain);
}
END_TEST

START_TEST(layers_are_told_from_the_outside_in)
{
	struct buf plain = packed_plain(9000, PACKED_WORDS), b, c;
	struct packed_how inner = { .name = "inner" };
	struct packed_how outer = { .name = "outer", .time = 5 };
	struct dump_source *src;
	struct dump_wrapping w;

	b = packed_gzip(&plain, &inner);
	c = packed_gzip(&b, &outer);
	ck_assert_int_eq(dump_source_memory(&src, c.v, c.n, &err), 0);
	ck_assert(dump_source_wrapping(src, 0, &w));
	ck_assert_str_eq(w.name, "outer");
	ck_assert_int_eq(w.time, 5);
	ck_assert_uint_eq(w.packed, c.n);
	ck_assert(dump_source_wrapping(src, 1, &w));
	ck_assert_str_eq(w.name, "inner");
	ck_assert_uint_eq(w.packed, b.n);
	ck_assert(!dump_source_wrapping(src, 2, &w));
	dump_source_close(src);
	buf_free(&b);
	buf_free(&c);
	buf_free(&plain);
}
END_TEST

START_TEST(as_many_layers_are_undone_as_are_wanted)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), b, want;
	struct dump_opening how = { 0 };
	struct dump_source *src;
	struct dump_wrapping w;
	struct unpacked u;

	b = wrapped(&plain, 3);
	for (how.layers = 1; how.layers < 5; how.layers++) {
		want = wrapped(&plain, how.layers < 3 ? 3 - how.layers : 0);
		ck_assert_int_eq(source_from_memory(&src, b.v, b.n, &err), 0);
		ck_assert_int_eq(dump_source_unwrap(&src, &how, &err), 0);
		ck_assert(dump_source_wrapping(src, 0, &w));
		ck_assert_str_eq(w.suffix, ".gz");
		u = packed_read(src, 0);
		ck_assert(buf_same(&u.bytes, &want));
		buf_free(&u.bytes);
		buf_free(&want);
	}
	buf_free(&b);
	buf_free(&plain);
}
END_TEST

START_TEST(a_flaw_of_any_layer_is_told)
{
	struct buf plain = packed_plain(9000, PACKED_WORDS), b, c;
	struct unpacked u;
	unsigned cut;

	for (cut = 0; cut < 4; cut++) {
		b = packed_gzip(&plain, NULL);
		buf_cut(&b, b.n - (cut & 1) * 30);
		c = packed_gzip(&b, NULL);
		buf_cut(&c, c.n - (cut >> 1) * 30);
		u = packed_undo(&c, PACKED_STREAM);
		ck_assert(!u.failed);
		ck_assert_int_eq(u.flawed, cut > 0);
		ck_assert(memcmp(u.bytes.v, plain.v, u.bytes.n) == 0);
		buf_free(&u.bytes);
		buf_free(&b);
		buf_free(&c);
	}
	buf_free(&plain);
}
END_TEST

START_TEST(files_and_descriptors_are_undone_and_can_be_had_raw)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), gz;
	struct dump_source *src[4];
	struct dump_wrapping w;
	struct unpacked u;
	FILE *f;
	int i;

	dir_make();
	gz = packed_gzip(&plain, NULL);
	file_make(in_dir("x.gz"), &gz);
	f = fopen(in_dir("x.gz"), "rb");
	ck_assert_int_eq(dump_source_open(&src[0], in_dir("x.gz"), &err), 0);
	ck_assert_int_eq(dump_source_fd(&src[1], fileno(f), "x", &err), 0);
	ck_assert_int_eq(dump_source_open_raw(&src[2], in_dir("x.gz"), &err),
	    0);
	ck_assert_int_eq(dump_source_fd_raw(&src[3], fileno(f), "x", &err),
	    0);
	for (i = 0; i < 4; i++) {
		ck_assert_int_eq(dump_source_wrapping(src[i], 0, &w), i < 2);
		u = packed_read(src[i], 0);
		ck_assert(!u.failed);
		ck_assert(buf_same(&u.bytes, i < 2 ? &plain : &gz));
		buf_free(&u.bytes);
	}
	fclose(f);
	dir_remove();
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(errors_name_the_file_that_they_are_in)
{
	struct buf plain = packed_plain(3000, PACKED_WORDS), gz;
	struct dump_source *src;
	uint8_t buf[3000];

	dir_make();
	gz = packed_zlib(&plain, 6, 31);
	memset(gz.v + gz.n / 2, 0xff, 20);
	file_make(in_dir("x.gz"), &gz);
	if (dump_source_open(&src, "x.gz", &err) == 0)
		ck_abort_msg("there is no such file here");
	ck_assert_str_eq(err.path, "x.gz");
	ck_assert_int_eq(chdir(in_dir(".")), 0);
	if (dump_source_open(&src, "x.gz", &err) == 0) {
		ck_assert_int_eq(dump_source_read(src, 0, buf, sizeof buf,
		    &err), -1);
		dump_source_close(src);
	}
	ck_assert_int_eq(err.code, DUMP_E_DAMAGED);
	ck_assert_str_eq(err.path, "x.gz");
	ck_assert_uint_lt(err.off, gz.n);
	dir_remove();
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(codecs_have_names_suffixes_and_levels)
{
	int least, most, usual;
	size_t i;

	for (i = 0; dump_codec_name(i) != NULL; i++) {
		ck_assert_str_eq(codec_named(dump_codec_name(i))->suffix,
		    dump_codec_suffix(i));
		ck_assert_int_eq(dump_codec_suffix(i)[0], '.');
		dump_codec_levels(i, &least, &most, &usual);
		ck_assert_int_le(least, usual);
		ck_assert_int_le(usual, most);
	}
	ck_assert_uint_ge(i, 1);
	ck_assert_ptr_null(dump_codec_suffix(i));
	ck_assert_ptr_null(codec_named("gzi"));
	ck_assert_str_eq(codec_named("gzip")->suffix, ".gz");
}
END_TEST

START_TEST(a_sink_is_not_packed_by_what_is_not_there)
{
	static const struct dump_packing wrong[] = { { .codec = "compress" },
	    { .codec = "gzip", .level = 10 }, { .codec = "gzip", .level = -1 },
	    { .codec = "" } };
	struct dump_sink *dst;
	size_t i;

	dir_make();
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ck_assert_int_eq(dump_sink_open(&dst, in_dir("out"), 0, &err),
		    0);
		ck_assert_int_eq(dump_sink_pack(&dst, &wrong[i], &err), -1);
		ck_assert_int_eq(err.code, DUMP_E_ARG);
		ck_assert_ptr_null(dst);
		ck_assert_uint_eq(dir_entries(), 0);
	}
	dir_remove();
}
END_TEST

START_TEST(a_packed_file_appears_whole_or_not_at_all)
{
	struct dump_packing p = { .codec = "gzip", .level = 1, .threads = 2 };
	struct buf plain = packed_plain(700000, PACKED_WORDS), gz;
	struct dump_source *src;
	struct dump_sink *dst;
	struct unpacked u;
	struct stat st;
	int commit;

	dir_make();
	for (commit = 0; commit < 2; commit++) {
		ck_assert_int_eq(dump_sink_open(&dst, in_dir("out"), 0, &err),
		    0);
		ck_assert_int_eq(dump_sink_pack(&dst, &p, &err), 0);
		ck_assert_ptr_nonnull(dump_sink_temporary(dst));
		ck_assert_int_eq(stat(dump_sink_temporary(dst), &st), 0);
		ck_assert_uint_eq(dump_sink_room(dst), DUMP_NOWHERE);
		ck_assert_int_eq(dump_sink_write(dst, plain.v, plain.n, &err),
		    0);
		ck_assert_uint_eq(dump_sink_taken(dst), plain.n);
		ck_assert_uint_lt(dump_sink_packed(dst), plain.n);
		ck_assert_int_eq(access(in_dir("out"), F_OK), -1);
		if (commit == 0)
			dump_sink_abort(dst);
		else
			ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
		ck_assert_uint_eq(dir_entries(), (unsigned)commit);
	}
	ck_assert_int_eq(dump_source_open(&src, in_dir("out"), &err), 0);
	u = packed_read(src, 0);
	ck_assert(buf_same(&u.bytes, &plain));
	buf_free(&u.bytes);
	/* Of this much, an index costs little. */
	gz = packed_gzip(&plain, &(struct packed_how){ .level = 1 });
	ck_assert(file_is(in_dir("out"), &gz));
	buf_free(&gz);
	buf_free(&plain);
	dir_remove();
}
END_TEST

/* A sink over a sink that fails when it should. */
struct odd {
	struct dump_sink *dst;
	char		 path[256];
	bool		 refuse_write, refuse_zeros, refuse_finish;
	unsigned	 closed;
};

static int
odd_write(void *ctx, const void *buf, size_t len, struct dump_err *e)
{
	struct odd *o = ctx;

	if (o->refuse_write)
		return dump_fail(e, DUMP_E_LIMIT, DUMP_NOWHERE, "write");
	return sink_write(o->dst, buf, len, e);
}

static int
odd_zeros(void *ctx, uint64_t len, struct dump_err *e)
{
	struct odd *o = ctx;

	if (o->refuse_zeros)
		return dump_fail(e, DUMP_E_LIMIT, DUMP_NOWHERE, "zeros");
	return sink_zeros(o->dst, len, e);
}

static int
odd_finish(void *ctx, struct dump_err *e)
{
	struct odd *o = ctx;

	if (o->refuse_finish)
		return dump_fail(e, DUMP_E_LIMIT, DUMP_NOWHERE, "finish");
	return sink_write(o->dst, "end", 3, e);
}

static void
odd_close(void *ctx)
{
	struct odd *o = ctx;

	o->closed++;
}

static const struct sink_ops odd_ops = {
	.write = odd_write,
	.zeros = odd_zeros,
	.finish = odd_finish,
	.close = odd_close,
};

static struct dump_sink *
odd_sink(struct odd *o)
{
	struct dump_sink *dst;

	o->closed = 0;
	snprintf(o->path, sizeof o->path, "%s", in_dir("out"));
	ck_assert_int_eq(dump_sink_open(&o->dst, o->path, DUMP_SINK_REPLACE,
	    &err), 0);
	ck_assert_int_eq(sink_over(&dst, &odd_ops, o, o->dst, &err), 0);
	return dst;
}

START_TEST(what_was_packed_is_known_before_commit)
{
	struct buf plain = packed_plain(3000000, PACKED_WORDS);
	struct dump_packing how = { .codec = "gzip", .threads = 2 };
	struct dump_sink *dst;
	struct stat st;
	uint64_t packed;

	dir_make();
	ck_assert_int_eq(dump_sink_open(&dst, in_dir("x"), 0, &err), 0);
	ck_assert_int_eq(dump_sink_pack(&dst, &how, &err), 0);
	ck_assert_int_eq(sink_write(dst, plain.v, plain.n, &err), 0);
	ck_assert_int_eq(dump_sink_finish(dst, &err), 0);
	ck_assert_int_eq(stat(in_dir("x"), &st), -1);
	packed = dump_sink_packed(dst);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert_int_eq(stat(in_dir("x"), &st), 0);
	ck_assert_uint_eq((uint64_t)st.st_size, packed);
	dir_remove();
	buf_free(&plain);
}
END_TEST

START_TEST(what_packed_first_bytes_is_told_and_nothing_lost)
{
	struct buf plain = packed_plain(300000, PACKED_WORDS);
	struct buf gz = packed_gzip(&plain, NULL);
	struct feed from = { 0 };
	struct dump_source *src;
	struct unpacked u;
	const char *codec;
	int packed;

	for (packed = 0; packed < 2; packed++) {
		from = (struct feed){ .bytes = packed ? gz : plain };
		src = feed_source(&from, false);
		ck_assert_int_eq(dump_source_codec(src, &codec, &err), 0);
		if (packed)
			ck_assert_str_eq(codec, "gzip");
		else
			ck_assert_ptr_null(codec);
		u = packed_read(src, 0);
		ck_assert(buf_same(&u.bytes, packed ? &gz : &plain));
		buf_free(&u.bytes);
	}
	buf_free(&gz);
	buf_free(&plain);
}
END_TEST

START_TEST(a_sink_over_another_ends_with_it)
{
	struct buf want = { 0 };
	struct odd o = { 0 };
	struct dump_sink *dst;
	bool pipe;

	dir_make();
	dst = odd_sink(&o);
	ck_assert_int_eq(sink_write(dst, "begin", 5, &err), 0);
	ck_assert_int_eq(sink_zeros(dst, 9000, &err), 0);
	ck_assert_uint_eq(sink_size(dst), 9005);
	/* Nobody passes it by. */
	ck_assert_int_eq(sink_fd(dst, &pipe), -1);
	ck_assert(!sink_can_rewrite(dst));
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert_ptr_null(dst);
	ck_assert_uint_eq(o.closed, 1);
	buf_add(&want, "begin", 5);
	buf_zeros(&want, 9000);
	buf_add(&want, "end", 3);
	ck_assert(file_is(in_dir("out"), &want));
	buf_free(&want);
	dir_remove();
}
END_TEST

START_TEST(a_sink_over_another_that_fails_leaves_nothing)
{
	struct odd o = { 0 };
	struct dump_sink *dst;
	int how;

	dir_make();
	for (how = 0; how < 4; how++) {
		o.refuse_write = how == 0;
		o.refuse_zeros = how == 1;
		o.refuse_finish = how == 2;
		dst = odd_sink(&o);
		ck_assert_int_eq(sink_write(dst, "x", 1, &err),
		    how == 0 ? -1 : 0);
		ck_assert_int_eq(sink_zeros(dst, 7, &err), how == 1 ? -1 : 0);
		if (how == 3) {
			dump_sink_abort(dst);
		} else {
			/* What failed once cannot become a file. */
			ck_assert_int_eq(dump_sink_commit(&dst, &err), -1);
			ck_assert_ptr_null(dst);
			ck_assert_str_eq(err.path, o.path);
		}
		ck_assert_uint_eq(o.closed, 1);
		ck_assert_uint_eq(dir_entries(), 0);
	}
	dir_remove();
}
END_TEST

Suite *
codec_suite(void)
{
	Suite *s = suite_create("codec");
	TCase *t = tcase_create("codec");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, plain_bytes_stay_as_they_are);
	tcase_add_test(t, what_is_wrapped_is_undone_twice_and_no_deeper);
	tcase_add_test(t, layers_are_told_from_the_outside_in);
	tcase_add_test(t, as_many_layers_are_undone_as_are_wanted);
	tcase_add_test(t, as_many_layers_are_undone_as_are_wanted);
	tcase_add_test(t, a_flaw_of_any_layer_is_told);
	tcase_add_test(t, files_and_descriptors_are_undone_and_can_be_had_raw);
	tcase_add_test(t, errors_name_the_file_that_they_are_in);
	tcase_add_test(t, codecs_have_names_suffixes_and_levels);
	tcase_add_test(t, a_sink_is_not_packed_by_what_is_not_there);
	tcase_add_test(t, a_packed_file_appears_whole_or_not_at_all);
	tcase_add_test(t, what_was_packed_is_known_before_commit);
	tcase_add_test(t, what_packed_first_bytes_is_told_and_nothing_lost);
	tcase_add_test(t, a_sink_over_another_ends_with_it);
	tcase_add_test(t, a_sink_over_another_that_fails_leaves_nothing);
	suite_add_tcase(s, t);
	return s;
}
