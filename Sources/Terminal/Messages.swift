internal import Glibc
internal import Text

/// Messages to the person, all of which go to standard error here.
///
/// A message that can't be written (its reader is gone, the disk is full) is lost, and nothing else is: work goes
/// on, and the exit status is what it would have been.
public enum Messages {
  /// Writes `text` as lines of their own to `descriptor`, nothing in it but colours reaching a terminal as an order.
  public static func write(_ text: String, to descriptor: Int32 = 2) {
    let line = printable(text, keepsColors: true) + "\n"
    _ = writeAll(Array(line.utf8), to: descriptor, waitingAtMost: 1000)
  }
}

/// Opens something for each of the standard descriptors that was closed when the process began.
///
/// A file that is opened later would get its number otherwise, and messages would be written into it. What stands
/// in for standard input can't be read, and for standard output not written, so that both are told.
public func occupyStandardDescriptors() {
  for (descriptor, mode) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_WRONLY)]
  where fcntl(descriptor, F_GETFD) < 0 {
    // The system gives the lowest number that is free, and those below are open.
    unsafe _ = open("/dev/null", mode)
  }
}
