// SPDX-License-Identifier: BSD-2-Clause
// Hold.java -- a Java process with threads and a heap that do not change.
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

public class Hold {
	static final Map<String, int[]> kept = new HashMap<>();

	static void deeper(int depth, CountDownLatch started) throws Exception {
		if (depth > 0) {
			deeper(depth - 1, started);
			return;
		}
		started.countDown();
		synchronized (started) {
			for (;;)
				started.wait();
		}
	}

	public static void main(String[] args) throws Exception {
		CountDownLatch started = new CountDownLatch(4);

		for (int i = 0; i < 20000; i++)
			kept.put("key " + i, new int[i % 50]);
		for (int i = 0; i < 4; i++) {
			int depth = i * 5;
			Thread t = new Thread(() -> {
				try {
					deeper(depth, started);
				} catch (Exception e) {
					throw new RuntimeException(e);
				}
			}, "worker " + i);
			t.setDaemon(true);
			t.start();
		}
		started.await();
		System.out.println("ready");
		Thread.sleep(Long.MAX_VALUE);
	}
}
