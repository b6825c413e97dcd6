/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * minidumps.h -- dumps that a test has assembled: reads them, cuts them, and
 * says as text what they hold, so that a test that fails prints both.  Text
 * is static, good until the next call of the same function.
 */
#ifndef MINIDUMPS_H
#define MINIDUMPS_H

#include "corpora/mdmp.h"
#include "model/model.h"

enum { WINDOWS = 2, LINUX = 0x8201, MACOS = 0x8101 };

/* A dump that is being assembled. */
struct making {
	struct buf	 b;
	struct mdmp	 m;
};

/* Begins one, with a SystemInfo. */
void	 make(struct making *k, enum arch arch, uint32_t platform);
/* Ends it and reads it. */
struct dump_model *made(struct making *k);
void	 add_text(struct making *k, uint32_t type, const char *text);
/* Lists of memory, whose entries are address, size and offset; or address
 * and size, of bytes that follow each other from BASE on. */
void	 add_list(struct making *k, const uint64_t (*v)[3], uint32_t n);
void	 add_list64(struct making *k, uint64_t base, const uint64_t (*v)[2],
	    uint32_t n);

/* What cannot be read ends the test. */
struct dump_model *dump_read(const struct buf *b);
/* The message that says why it cannot be. */
const char *dump_refused(const struct buf *b);

/* A line each: "1 pc=1000 sp=2000 fp=0 tp=3000 stack=2000+800 name". */
const char *tell_threads(const struct dump_model *m);
/* "1000+200@400": address, size and offset of each piece. */
const char *tell_pieces(const struct dump_model *m);
/* A line each: "1000+200 rwx private 0", with the allocation. */
const char *tell_regions(const struct dump_model *m);
/* "ThreadList ModuleList": names of the streams. */
const char *tell_records(const struct dump_model *m);
/* A line each, "!" before those about damage. */
const char *tell_warnings(const struct dump_model *m);

/*
 * Leaves out ranges of memory, "1000+200 5000+10", or the streams whose
 * types STREAMS lists, with 0 behind the last.  No provenance.
 */
struct buf cut_dump(const struct buf *b, const char *ranges,
	    const uint32_t *streams);
/* The same, where it has to fail: why. */
const char *cut_refused(const struct buf *b, const char *ranges);
/* Warnings of the last cut, a line each. */
const char *cut_warnings(void);

/* The Nth stream of a type in the raw file: its offset, 0 if there is none. */
size_t	 stream_at(const struct buf *b, uint32_t type, unsigned n,
	    uint32_t *size);
uint32_t u32_at(const struct buf *b, size_t at);
uint64_t u64_at(const struct buf *b, size_t at);
/* "1000+200=DATA" of each entry of a list of memory in the file, DATA being
 * its first eight bytes in hexadecimal. */
const char *tell_memory_list(const struct buf *b);

#endif
