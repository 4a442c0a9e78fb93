/** Keeps an error of one part of the page within that part. */
import { Component, type ReactNode } from 'react';
import { Problem } from './problem';

interface Props {
  readonly children: ReactNode;
}

export class Boundary extends Component<Props, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Problem
        title="This part of the page cannot be drawn"
        detail={error.message}
        retry={() => {
          this.setState({ error: null });
        }}
      />
    );
  }
}
