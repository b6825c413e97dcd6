/* SPDX-License-Identifier: BSD-2-Clause */
/* plumbing.h -- the parts of the question for what debuggers navigate by. */
#ifndef PLUMBING_H
#define PLUMBING_H

#include "io/source.h"
#include "model/model.h"

/* Somebody who follows pointers from one structure to the next. */
struct walk {
	struct dump_model *m;
	struct dump_source *src;
	struct dump_err	*err;
};

/* Up to LEN bytes at ADDR, as memory_read_data(); -1 only for what is wrong
 * with the source. */
int	 walk_read(const struct walk *w, uint64_t addr, void *buf, size_t len,
	    size_t *got);
/* N words of WORD bytes; *ALL: they are all there. */
int	 walk_words(const struct walk *w, uint64_t addr, unsigned word,
	    uint64_t *out, size_t n, bool *all);
/* Adds a range; nothing where it is empty. */
int	 walk_keep(const struct walk *w, struct set *to, uint64_t addr,
	    uint64_t size, const char *rule);

/*
 * Pages of what a Unix thread pointer TP points to: debuggers find the
 * variables of threads and their numbers there.  Says how many ranges.
 */
enum { THREAD_BLOCKS = 2 };
size_t	 thread_blocks(const struct dump_model *m, uint64_t tp,
	    struct span out[THREAD_BLOCKS]);

/*
 * patches.c: what may stay of a text.  A path of LEN bytes of UTF-8 at ADDR,
 * without its NUL.
 */
int	 patch_path(const struct walk *w, uint64_t addr, size_t len);
/* A UNICODE_STRING at HEAD, of which LEN bytes at ADDR are in use, and whose
 * last component TAIL may be a string of its own. */
int	 patch_wide_path(const struct walk *w, uint64_t head, uint64_t addr,
	    uint16_t len, uint64_t tail);
/* LEN bytes at ADDR that a head at HEAD, if not 0, counts: all of them go. */
int	 patch_command(const struct walk *w, uint64_t head, uint64_t addr,
	    uint32_t len);
/* links.c: the lists of libraries that a Unix process's loader keeps. */
int	 links_find(const struct walk *w);
/* bodies.c: the head of an image at BASE that no list of files names, and its
 * data; nothing if there is none. */
int	 body_find(const struct walk *w, uint64_t base);
/* tebs.c: the blocks of Windows threads. */
int	 tebs_find(const struct walk *w);
/* peb.c: the block of a Windows process, of pointers of WORD bytes. */
int	 peb_find(const struct walk *w, uint64_t peb, unsigned word);

#endif
