declare global {
  namespace App {
    interface PageState {
      /** What a deleted account took along, by kind. */
      deleted?: Record<string, number>;
    }
  }
}

export {};
